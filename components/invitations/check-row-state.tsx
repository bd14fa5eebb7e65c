import { Status } from '@/components/ui/status';
import { cn } from '@/lib/client/cn';
import type { DraftRow, Place } from './draft-rows';
import { placeWords } from './place-words';

type CheckRowStateProps = { row: DraftRow; place: Place; isUnchecked: boolean };

/** What a row is, what is wrong with it, and, quietly, what is worth knowing. */
export function CheckRowState({ row, place, isUnchecked }: CheckRowStateProps) {
  const problems = row.problems.map(({ message }) => message).join(' ');
  const notes = row.notes
    .filter(({ code }) => code !== 'repeated' || place === 'duplicate')
    .map(({ message }) => message)
    .join(' ');
  return (
    <div className="flex flex-wrap gap-x-3">
      {isUnchecked && place === 'fix' ? (
        <Status tone="neutral" label="Not checked" isBusy />
      ) : (
        <Status {...placeWords[place]} />
      )}
      {problems && (
        <span className={cn(isUnchecked || place === 'left_out' ? 'text-muted' : 'text-bad-text')}>
          {problems}
        </span>
      )}
      {notes && <span className="text-muted">{notes}</span>}
    </div>
  );
}
