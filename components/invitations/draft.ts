import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import type { InvitationDraft, PreviewRow } from '@/lib/contract/invitations';
import { withCheckedEmail, withEmail, withRow, withSeats, withUncheckedEmail } from './draft-edits';
import { allowedStep, restored, stepAfterReading, withList } from './draft-lists';
import { withTemplate } from './draft-templates';
import type { DraftRow } from './draft-rows';
import { type DraftStep, type Draft, emptyDraft } from './draft-state';

export type DraftAction =
  | { type: 'emptied' }
  | { type: 'typed'; text: string }
  | { type: 'stepped'; step: DraftStep }
  | { type: 'read'; found: InvitationDraft; step?: DraftStep }
  | { type: 'restored'; found: InvitationDraft }
  | { type: 'email_changed'; index: number; email: string }
  | { type: 'email_checked'; index: number; asked: string; found: PreviewRow | undefined }
  | { type: 'email_unchecked'; index: number; asked: string; message: string }
  | { type: 'seats_changed'; index: number; text: string }
  | { type: 'seats_set'; indexes: readonly number[]; seats: number }
  | { type: 'included'; indexes: readonly number[]; isIncluded: boolean }
  | { type: 'named'; name: string }
  | { type: 'templated'; template: InvitationTemplate | null }
  | { type: 'held'; isHeld: boolean }
  | { type: 'refused'; faults: ReadonlyMap<number, PreviewRow['problems']> };

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'emptied':
      return emptyDraft();
    case 'typed':
      return { ...draft, text: action.text };
    case 'stepped':
      return { ...draft, step: allowedStep(draft, action.step), refusedRows: 0 };
    case 'read':
      return withTemplate(
        withList(draft, action.found, action.step ?? stepAfterReading(action.found)),
        draft.template,
      );
    case 'restored':
      return restored(draft, action.found);
    case 'email_changed':
      return withRow(draft, action.index, (row) => withEmail(row, action.email));
    case 'email_checked':
      return withCheckedEmail(draft, action);
    case 'email_unchecked':
      return withUncheckedEmail(draft, action);
    case 'seats_changed':
      return withRow(draft, action.index, (row) => withSeats(row, action.text, maxSeatsOf(draft)));
    case 'seats_set': {
      const text = String(action.seats);
      return withRows(draft, action.indexes, (row) => withSeats(row, text, maxSeatsOf(draft)));
    }
    case 'included': {
      const { isIncluded } = action;
      const change = (row: DraftRow) => ({
        ...row,
        isIncluded,
        changed: { ...row.changed, isIncluded },
      });
      return withRows(draft, action.indexes, change);
    }
    case 'named':
      return { ...draft, name: action.name };
    case 'templated':
      return withTemplate({ ...draft, isHeld: action.template?.isHeld ?? true }, action.template);
    case 'held':
      return { ...draft, isHeld: action.isHeld };
    case 'refused':
      return withRows(
        { ...draft, step: 'check', refusedRows: action.faults.size },
        [...action.faults.keys()],
        (row, index) => ({ ...row, problems: action.faults.get(index) ?? row.problems }),
      );
  }
}

function withRows(
  draft: Draft,
  indexes: readonly number[],
  change: (row: DraftRow, index: number) => DraftRow,
): Draft {
  const rows = [...draft.rows];
  for (const index of indexes) {
    const row = rows[index];
    if (row) rows[index] = change(row, index);
  }
  return { ...draft, rows };
}

function maxSeatsOf({ readAs }: Draft): number | null {
  return readAs?.maxSeats ?? null;
}
