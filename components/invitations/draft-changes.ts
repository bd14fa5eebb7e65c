import type { DraftChanges } from '@/lib/contract/invitations';
import { allowedStep } from './draft-lists';
import { unchanged } from './draft-rows';
import type { Draft } from './draft-state';

/**
 * What the server is to be told of a draft: the cells and ticks that were changed since it was last
 * told, and how it stands otherwise. `kept`: as it was then.
 */
export function changesOf(draft: Draft, kept: Draft): DraftChanges {
  // A list that was read anew begins without changes.
  const before = kept.readAs === draft.readAs ? kept.rows : [];
  const rows: DraftChanges['rows'] = {};
  draft.rows.forEach(({ changed }, index) => {
    if (changed !== (before[index]?.changed ?? unchanged)) rows[index] = changed;
  });
  const { name, isHeld, idempotencyKey } = draft;
  return { rows, name, isHeld, idempotencyKey, ...keptStep(draft) };
}

/** None as long as nobody has said which column is which. A look back at the list is no step back. */
function keptStep(draft: Draft): Pick<DraftChanges, 'step'> {
  if (draft.step === 'review') return { step: 'review' };
  return allowedStep(draft, 'check') === 'check' ? { step: 'check' } : {};
}

const keptFields = ['rows', 'name', 'isHeld', 'idempotencyKey', 'step'] as const;

/** The server has not been told of all of it. */
export function isBehind(kept: Draft, draft: Draft): boolean {
  return draft.source !== null && keptFields.some((field) => kept[field] !== draft[field]);
}
