import 'server-only';
import { findPolicy } from '@/lib/server/policies/find-account-policy';
import { DeskError } from '@/lib/server/errors';
import type { Transaction } from '@/lib/server/db/client';
import { aboveLimit } from './check-entries';

const MAX_FAULTS = 1_000;
const MAX_NAMED = 3;

type AskedRow = {
  email: string;
  seats: number;
  /** The row's index in its list; left out where `rows` is the list. */
  index?: number;
};

type Options = {
  /** Reads the policy within a transaction that has begun. */
  tx?: Transaction;
  /** What can be done about it, where that isn't plain. */
  nextStep?: string;
};

/** @throws DeskError `invalid_request` with each row that asks for more than the account's policy allows */
export async function requireSeatsWithinPolicy(
  accountId: string,
  rows: readonly AskedRow[],
  { tx, nextStep }: Options = {},
): Promise<void> {
  const { maxSeatsPerInvitation: most } = await findPolicy(accountId, tx);
  if (most === null) return;
  const message = aboveLimit(most);
  const above = rows
    .map((row, position) => ({ ...row, index: row.index ?? position }))
    .filter(({ seats }) => seats > most);
  if (above.length === 0) return;
  const asks = above.length === 1 ? 'One row asks' : `${above.length} rows ask`;
  throw new DeskError('invalid_request', {
    detail: [message, `${asks} for more: ${namesOf(above)}.`, nextStep].filter(Boolean).join(' '),
    errors: above
      .slice(0, MAX_FAULTS)
      .map(({ index }) => ({ path: `rows[${index}].seats`, code: 'above_limit', message })),
  });
}

function namesOf(rows: readonly AskedRow[]): string {
  const names = rows.slice(0, MAX_NAMED).map(({ email, seats }) => `${email} (${seats})`);
  const rest = rows.length - names.length;
  return names.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
