import 'server-only';
import type { InvitationStatus } from '@/lib/contract/invitations';

/**
 * All allowed transitions of a row. `pending` → a final state without `sending` in between is for a
 * row that repeats an address: it copies the first one's result. `sending` → `cancelled` is for a
 * row that certainly wasn't sent, in a batch that was cancelled.
 */
export const transitions = {
  pending: ['sending', 'already_invited', 'exists', 'rejected', 'unconfirmed', 'cancelled'],
  sending: [
    'pending',
    'invited',
    'already_invited',
    'exists',
    'rejected',
    'unconfirmed',
    'cancelled',
  ],
  invited: [],
  already_invited: [],
  exists: [],
  rejected: [],
  unconfirmed: [],
  cancelled: [],
} as const satisfies Record<InvitationStatus, readonly InvitationStatus[]>;

type From = keyof typeof transitions;

export type NextStatus<F extends From> = (typeof transitions)[F][number];

/**
 * Both ends of a transition, for the `where` and the `set` of its update. A forbidden one doesn't
 * compile.
 */
export function transition<F extends From>(from: F, to: NextStatus<F>) {
  return { from, to };
}

/** Rows that aren't finished. */
export const openStatuses = ['pending', 'sending'] as const satisfies readonly InvitationStatus[];

/** Rows that a child batch retries. */
export const problemStatuses = [
  'rejected',
  'unconfirmed',
  'cancelled',
] as const satisfies readonly InvitationStatus[];
