import type { CreateBatchInput } from '@/lib/contract/invitations';
import type { Draft } from './draft';
import type { Review } from './review-words';

/** How long a batch waits, so that it can be undone. */
export const HOLD_SECONDS = 20;

/** What is sent to have the batch made: the rows as checked, and as they stood in the list. */
export function inputOf(draft: Draft, { send }: Review): CreateBatchInput {
  const name = draft.name.trim();
  return {
    ...(name && { name }),
    rows: send.flatMap((index) => {
      const row = draft.rows[index];
      return row ? [{ email: row.email, seats: row.seats ?? 0, original: row.original }] : [];
    }),
    holdSeconds: draft.isHeld ? HOLD_SECONDS : 0,
  };
}
