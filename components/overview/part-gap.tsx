import { CircleAlert } from 'lucide-react';

/** What stands in the place of a part that can't be had: why, in a sentence. */
export function PartGap({ detail }: { detail: string }) {
  return (
    <p className="flex gap-2 text-muted">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-text" />
      {detail}
    </p>
  );
}
