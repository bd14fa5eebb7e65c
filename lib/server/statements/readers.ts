import 'server-only';
import type { StatementRecipients } from '@/lib/contract/statements';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { DeskError } from '@/lib/server/errors';
import { hasMail } from '@/lib/server/mail/queue';
import { may } from '@/lib/server/policies/permissions';
import { listStandings } from '@/lib/server/policies/standing';
import { compareTexts } from '@/lib/shared/text-order';
import { requireWhole } from './whole';

type Executor = Pick<Transaction, 'select'>;

/** Who on the team may read statements, which are of all accounts and customers. */
export async function listReaders(executor: Executor): Promise<StatementRecipients['items']> {
  return (await listStandings(executor))
    .filter(({ accountIds, customerIds }) => accountIds === null && customerIds === null)
    .filter((person) => may(person, 'customers.read'))
    .map(({ id, name, email }) => ({ id, name, email }));
}

/**
 * Who can be chosen to get statements by email.
 * @throws DeskError `not_found` for someone who sees only some accounts
 */
export async function listRecipients(actor: Actor): Promise<StatementRecipients> {
  requireWhole(actor);
  const items = await listReaders(db());
  items.sort((one, other) => compareTexts(one.name, other.name));
  return { items, sendsMail: hasMail() };
}

/** @throws DeskError `invalid_request` someone may not read statements, or not any more */
export async function requireReaders(executor: Executor, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const readers = new Set((await listReaders(executor)).map(({ id }) => id));
  const message = 'This person can’t read statements. Select someone else.';
  const errors = ids.flatMap((id, at) =>
    readers.has(id) ? [] : [{ path: `mailTo[${at}]`, code: 'custom', message }],
  );
  if (errors.length > 0) throw new DeskError('invalid_request', { detail: message, errors });
}
