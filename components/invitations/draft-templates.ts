import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import { withSeats } from './draft-edits';
import type { DraftRow } from './draft-rows';
import type { Draft } from './draft-state';

/**
 * Gives each row whose list has no seats those of the template, in place of the previous one's. What
 * was typed stays.
 */
export function withTemplate(draft: Draft, template: InvitationTemplate | null): Draft {
  if (!template && !draft.template) return draft;
  const before = draft.template ? String(draft.template.seats) : undefined;
  const maxSeats = draft.readAs?.maxSeats ?? null;
  const rows = draft.rows.map((row) => {
    const { original, changed } = row;
    const isOpen = changed.seats === undefined || changed.seats === before;
    if (original.seats.trim() !== '' || !isOpen) return row;
    if (template) return withSeats(row, String(template.seats), maxSeats);
    return changed.seats === undefined ? row : withoutSeats(row);
  });
  return { ...draft, template, rows };
}

/** As the list has it: the person is asked again. */
function withoutSeats(row: DraftRow): DraftRow {
  const { seats: _, ...changed } = row.changed;
  return { ...withSeats(row, '0', null), changed };
}
