import { RelativeTime } from '@/components/ui/relative-time';
import { formatCount } from '@/lib/shared/format';
import type { ReadAs } from './draft';
import { readAsText } from './read-as-text';

type ReadAsLineProps = { readAs: ReadAs; rows: number; onColumns: () => void };

/** What was made of the list, in one line, and the way to have it read otherwise. */
export function ReadAsLine({ readAs, rows, onColumns }: ReadAsLineProps) {
  return (
    <p className="text-13 text-muted">
      {formatCount(rows, 'row')} · {readAsText(readAs)}
      {readAs.customersAsOf && (
        <>
          {' · '}customers as of <RelativeTime at={readAs.customersAsOf} />
        </>
      )}
      {' · '}
      <button
        type="button"
        onClick={onColumns}
        className="rounded-tag text-ink underline underline-offset-2 touch:min-h-11"
      >
        Change columns
      </button>
    </p>
  );
}
