import type { FieldChange } from '@/lib/contract/changes';
import { differenceOf, fieldName } from './change-words';

/** Each field with what it is and what it would be. */
export function Differences({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null;
  return (
    <dl className="mt-1 grid gap-x-4 gap-y-1 text-13 sm:grid-cols-[minmax(8rem,auto)_1fr]">
      {changes.map((change) => (
        <div key={change.field} className="contents">
          <dt className="text-muted">{fieldName(change.field)}</dt>
          <dd className="min-w-0 wrap-anywhere max-sm:mb-1">
            <Difference change={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Difference({ change }: { change: FieldChange }) {
  const difference = differenceOf(change);
  if ('added' in difference) {
    return (
      <ul>
        {difference.added.map((one) => (
          <li key={`+${one}`}>
            <span className="text-good-text">Added:</span> {one}
          </li>
        ))}
        {difference.removed.map((one) => (
          <li key={`-${one}`}>
            <span className="text-bad-text">Removed:</span> {one}
          </li>
        ))}
      </ul>
    );
  }
  const { before, after } = difference;
  return (
    <>
      <span className="text-muted">{before}</span>
      <span aria-hidden className="mx-1.5 text-muted">
        →
      </span>
      <span className="sr-only"> becomes </span>
      <span className="font-medium">{after}</span>
    </>
  );
}
