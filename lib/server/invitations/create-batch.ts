import 'server-only';
import { sql } from 'drizzle-orm';
import type { CreateBatchInput } from '@/lib/contract/invitations';
import { holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { type Transaction, createId, db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { FirstRows } from '@/lib/shared/first-rows';
import { HOLD_SECONDS } from '@/lib/shared/hold';
import { aboveLimit } from './check-entries';

export type NewRow = {
  email: string;
  seats: number;
  /** As in the list. */
  original?: { email: string; seats: string } | undefined;
};

export type NewBatch = {
  accountId: string;
  name: string | null;
  parentId: string | null;
  holdSeconds: number;
  rows: readonly NewRow[];
};

/**
 * Writes a batch, its rows and its event, and wakes the worker when the transaction commits. A
 * repeated address is kept as a row that is never sent.
 * @returns the id
 */
export async function insertBatch(tx: Transaction, actor: Actor, batch: NewBatch): Promise<string> {
  const id = createId('bat');
  const { rows, accountId, name, parentId } = batch;
  await holdAccount(tx, accountId);
  const holdSeconds = await requiredHold(tx, batch);
  await tx.insert(batches).values({
    id,
    accountId,
    parentId,
    name,
    createdById: actor.id,
    createdByEmail: actor.email,
    requestId: actor.requestId,
    total: rows.length,
    holdUntil: holdSeconds > 0 ? sql`now() + make_interval(secs => ${holdSeconds})` : null,
  });
  const firsts = new FirstRows();
  const duplicateOf = rows.map(({ email }, index) => firsts.add(email, index) ?? null);
  // One parameter per column: 50,000 rows with their own parameters would exceed PostgreSQL's
  // limit.
  await tx.execute(sql`
    insert into invitations
      (batch_id, index, email, seats, original_email, original_seats, duplicate_of)
    select ${id}, row.position - 1, row.email, row.seats, row.original_email, row.original_seats,
      row.duplicate_of
    from unnest(
      ${sql.param(rows.map(({ email }) => email))}::text[],
      ${sql.param(rows.map(({ seats }) => seats))}::int[],
      ${sql.param(rows.map(({ original }) => original?.email ?? null))}::text[],
      ${sql.param(rows.map(({ original }) => original?.seats ?? null))}::text[],
      ${sql.param(duplicateOf)}::int[]
    ) with ordinality
      as row (email, seats, original_email, original_seats, duplicate_of, position)`);
  await recordEvent(
    actor,
    {
      action: 'batch.created',
      outcome: 'success',
      target: id,
      accountId,
      details: {
        total: rows.length,
        repeated: duplicateOf.filter((index) => index !== null).length,
        seats: rows.reduce((sum, { seats }) => sum + seats, 0),
        holdSeconds,
        ...(name && { name }),
        ...(parentId && { parentId }),
      },
    },
    tx,
  );
  await notifyWorker(tx);
  return id;
}

/** As long as was asked for; a batch that the account's policy calls large can always be undone. */
async function requiredHold(
  tx: Transaction,
  { accountId, rows, holdSeconds }: NewBatch,
): Promise<number> {
  const { holdAbove } = await findPolicy(accountId, tx);
  const isLarge = holdAbove !== null && rows.length > holdAbove;
  return isLarge ? Math.max(holdSeconds, HOLD_SECONDS) : holdSeconds;
}

/**
 * Writes batch, rows and event in one transaction, so that none exists without the others. Nothing
 * is sent here; the worker does that.
 * @throws DeskError `invalid_request` if a row has more seats than the policy allows
 */
export async function createBatch(
  actor: Actor,
  accountId: string,
  input: CreateBatchInput,
): Promise<{ id: string }> {
  const { rows, holdSeconds } = input;
  const name = input.name || null;
  await requireSeatsWithinPolicy(accountId, rows);
  const id = await db().transaction((tx) =>
    insertBatch(tx, actor, { accountId, name, parentId: null, holdSeconds, rows }),
  );
  return { id };
}

const MAX_FAULTS = 1_000;
const MAX_NAMED = 3;

type AskedRow = {
  email: string;
  seats: number;
  /** The row's index in its list; left out if `rows` is the list. */
  index?: number;
};

type Options = {
  /** Reads the policy in the caller's transaction. */
  tx?: Transaction;
  /** What to do about it, if that isn't obvious. */
  nextStep?: string;
};

/**
 * @throws DeskError `invalid_request` with each row that has more seats than the account's policy
 * allows
 */
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

/** The channel that the workers of all processes listen on. */
export const WORK_CHANNEL = 'reseller_desk_batches';

/**
 * Wakes the workers once the transaction commits. A missed notice costs a second: they also check
 * on their own.
 */
export async function notifyWorker(tx: Pick<Transaction, 'execute'>): Promise<void> {
  await tx.execute(sql`select pg_notify(${WORK_CHANNEL}, '')`);
}
