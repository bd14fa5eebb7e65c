import { StickyNote } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { VisuallyHidden } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';

/** More would take the room of the name. */
const SHOWN_TAGS = 2;

type RowTagsProps = {
  tags: readonly string[] | undefined;
  hasNote: boolean | undefined;
  /** From which width on they are shown. */
  className: string;
};

/** The first tags of a row, quietly, and whether there is a note. */
export function RowTags({ tags = [], hasNote, className }: RowTagsProps) {
  if (tags.length === 0 && !hasNote) return null;
  const more = tags.length - SHOWN_TAGS;
  return (
    <span
      title={tags.length > 0 ? tags.join(', ') : undefined}
      className={cn('hidden min-w-0 shrink-[3] items-center gap-1 pl-1', className)}
    >
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Badge key={tag} className="min-w-8 font-normal">
          {tag}
        </Badge>
      ))}
      {more > 0 && <span className="text-12 text-muted">+{more}</span>}
      {hasNote && (
        <>
          <StickyNote aria-hidden className="size-3.5 shrink-0 text-faint" />
          <VisuallyHidden>has a note</VisuallyHidden>
        </>
      )}
    </span>
  );
}
