import type { DraftChanges, InvitationDraft, ListReading } from '@/lib/contract/invitations';
import { existingUsersIn, evaluateRows, rowsWithoutSeats, toDraftRow } from './draft-rows';
import { defaultName, type Draft, type DraftStep, type ReadAs } from './draft-state';

/** Columns are mapped by hand only if the server couldn't determine them and no one has yet. */
export function stepAfterReading({ preview, reading }: InvitationDraft): DraftStep {
  return needsColumns(preview, reading) || isOtherSheetLikely(preview) ? 'columns' : 'check';
}

/** The first sheet seems to be a cover page or a note, so the list is probably on another one. */
function isOtherSheetLikely({ rows, sheets, sheet }: InvitationDraft['preview']): boolean {
  return sheets.length > 1 && sheet === sheets[0] && rows.every(({ verdict }) => verdict === 'fix');
}

/** The columns must be known before checking, and everyone's seats before the review. */
export function allowedStep(draft: Draft, step: DraftStep): DraftStep {
  const { readAs, reading, rows, existingUsers } = draft;
  if (step !== 'list' && readAs && needsColumns(readAs, reading)) return 'columns';
  if (step !== 'review') return step;
  return rowsWithoutSeats(rows, evaluateRows(rows, existingUsers)).length > 0 ? 'check' : step;
}

function needsColumns({ columns }: Pick<ReadAs, 'columns'>, reading: ListReading): boolean {
  return !columns.isSure && reading.columns === undefined;
}

export function withList(draft: Draft, found: InvitationDraft, step: DraftStep): Draft {
  const { source, reading, preview, changes } = found;
  const { rows, columns, delimiter, encoding, maxSeats, holdAbove, customersAsOf } = preview;
  const { sheets, sheet, hiddenSheets, hidden } = preview;
  return {
    ...draft,
    step,
    source,
    reading,
    readAs: {
      columns,
      delimiter,
      encoding,
      sheets,
      sheet,
      maxSeats,
      holdAbove,
      customersAsOf,
      ...(hiddenSheets && { hiddenSheets }),
      ...(hidden && { hidden }),
    },
    rows: rows.map((row) => toDraftRow(row, changes.rows[row.index])),
    // A name that someone typed or removed stays.
    name: draft.name === defaultName(draft.source) ? defaultName(source) : draft.name,
    existingUsers: existingUsersIn(rows),
    refusedRows: 0,
  };
}

/** The draft as it was left. Text that was typed and never read isn't a list yet. */
export function restored(draft: Draft, found: InvitationDraft): Draft {
  const { source, changes } = found;
  const text = source.kind === 'text' ? source.text : '';
  const name = defaultName(source);
  const kept = { ...draft, text, source, name, ...savedChoices(changes) };
  if (!changes.step && source.kind === 'text') return { ...kept, source: null };
  return withList(kept, found, changes.step ?? stepAfterReading(found));
}

function savedChoices({ name, isHeld, idempotencyKey }: DraftChanges): Partial<Draft> {
  return {
    ...(name !== undefined && { name }),
    ...(isHeld !== undefined && { isHeld }),
    ...(idempotencyKey && { idempotencyKey }),
  };
}
