import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { desc, sql } from 'drizzle-orm';
import type { ApprovalsNews } from '@/lib/contract/approvals';
import type { ChangesPage, ChangeState, FieldChange, PendingChange } from '@/lib/contract/changes';
import type { Actor, Scope } from '@/lib/server/actor';
import { isSameMailbox } from '@/lib/server/approvals/deciders';
import { namesOf, withName } from '@/lib/server/approvals/names';
import { db, type Transaction } from '@/lib/server/db/client';
import { pendingChanges } from '@/lib/server/db/schema';
import { may, maySeeAccount, type Viewer } from '@/lib/server/policies/permissions';
import { isWithin } from '@/lib/server/staff/lock-staff';
import { permissionFor } from './change';

export type Row = typeof pendingChanges.$inferSelect;

/** Longer than any upstream call: the process that made the change is gone. */
const RUNNING_MINUTES = 5;

export function stateOf(row: Row, now = new Date()): ChangeState {
  if (row.state === 'pending' && row.expiresAt <= now) return 'expired';
  const isLost =
    row.state === 'running' &&
    row.decidedAt !== null &&
    now.getTime() - row.decidedAt.getTime() > RUNNING_MINUTES * 60_000;
  return isLost ? 'unconfirmed' : row.state;
}

const SHOWN = 100;

/** Those that this person asked for, or could make themselves. */
export async function listChanges(actor: Actor): Promise<ChangesPage> {
  const seen = await withPeople(await readChanges(actor));
  const isOpen = ({ state }: PendingChange) => state === 'pending' || state === 'running';
  return { pending: seen.filter(isOpen), past: seen.filter((change) => !isOpen(change)) };
}

/** The same with everyone's name. */
async function withPeople(changes: PendingChange[]): Promise<PendingChange[]> {
  const names = await namesOf(
    changes.flatMap(({ askedBy, decidedBy }) => [askedBy.id, decidedBy?.id]),
  );
  return changes.map((change) => ({
    ...change,
    askedBy: withName(change.askedBy, names),
    decidedBy: change.decidedBy && withName(change.decidedBy, names),
  }));
}

async function readChanges(actor: Actor, rows?: Row[]): Promise<PendingChange[]> {
  const seen = rows ?? (await readSeen(actor));
  const isOthers = (row: Row) => row.askedById !== actor.id && stateOf(row) === 'pending';
  const makers = seen.some(isOthers) ? await linkMakersOf(actor.id) : new Set<string>();
  return seen.map((row) => toChange(row, actor, makers));
}

/**
 * Who could be this person: they made the link that set the password, since the two-person rule
 * exists. Also by way of others: whoever could be someone could make links as them.
 */
export async function linkMakersOf(
  staffId: string,
  executor: Pick<Transaction, 'execute'> = db(),
): Promise<ReadonlySet<string>> {
  const { rows } = await executor.execute<{ id: string }>(sql`
    with recursive makers (id) as (
      select ${staffId}::text
      union
      select person.invited_by_id from makers
        join staff_members as person on person.id = makers.id
        join staff_policies on person.link_made_at >= staff_policies.two_person_since
      where person.invited_by_id is not null
    )
    select id from makers`);
  return new Set(rows.map(({ id }) => id));
}

async function readSeen(actor: Actor): Promise<Row[]> {
  const rows = await db()
    .select()
    .from(pendingChanges)
    .orderBy(
      // What waits is never behind what is past.
      sql`(${pendingChanges.state} in ('pending', 'running') and ${pendingChanges.expiresAt} > now()) desc`,
      desc(pendingChanges.askedAt),
    )
    .limit(SHOWN);
  return rows.filter((row) => maySee(actor, row));
}

export function maySee(actor: Actor, row: Row): boolean {
  if (row.askedById === actor.id) return true;
  return isInScope(actor, row) && may(actor, permissionFor(row));
}

/** For someone confined, a person or an account outside doesn't exist, nor what is asked about it. */
export function isInScope(
  actor: Viewer,
  { kind, accountId, before, after }: Pick<Row, 'kind' | 'accountId' | 'before' | 'after'>,
): boolean {
  if (actor.customerIds !== null) return false;
  if (actor.accountIds === null) return true;
  if (accountId !== null) return maySeeAccount(actor, accountId);
  if (!kind.startsWith('staff_') || kind === 'staff_policy') return kind !== 'account_add';
  return [before, after].every((member) => member === null || isWithin(actor, readScope(member)));
}

/** Null: they see all. */
function readScope({ accountIds, customerIds }: Record<string, unknown>): Scope {
  const read = (ids: unknown) => (Array.isArray(ids) ? ids.map(String) : null);
  return { accountIds: read(accountIds), customerIds: read(customerIds) };
}

/** @param makers of the actor's links: what they asked for isn't the actor's to decide */
export function toChange(
  row: Row,
  actor: Actor,
  makers: ReadonlySet<string> = new Set(),
): PendingChange {
  const isMine = row.askedById === actor.id;
  const state = stateOf(row);
  return {
    id: row.id,
    kind: row.kind,
    setting: row.setting,
    accountId: row.accountId,
    targetName: row.targetName,
    changes: differences(row.before, row.after),
    state,
    askedBy: { id: row.askedById, email: row.askedByEmail },
    askedAt: row.askedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedBy:
      row.decidedById === null ? null : { id: row.decidedById, email: row.decidedByEmail ?? '' },
    decidedAt: row.decidedAt?.toISOString() ?? null,
    note: row.note,
    isMine,
    mayDecide:
      state === 'pending' &&
      !isMine &&
      !makers.has(row.askedById) &&
      !isSameMailbox(row.askedByEmail, actor.email) &&
      may(actor, 'approvals.decide') &&
      may(actor, permissionFor(row)),
  };
}

type Facts = Record<string, unknown> | null;

/** The fields that the change would change, in the order of the setting. */
function differences(before: Facts, after: Facts): FieldChange[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({
      field,
      before: before?.[field] ?? null,
      after: after?.[field] ?? null,
    }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

type CountsAndNews = Pick<ApprovalsNews, 'waiting' | 'toDecide' | 'own' | 'changes'>;

/** The part of the news about changes of settings. */
export async function findChangeNews(actor: Actor): Promise<CountsAndNews> {
  const seen = await readSeen(actor);
  const changes = await readChanges(actor, seen);
  const pending = changes.filter(({ state }) => state === 'pending');
  const news = seen.filter((row) => {
    const state = stateOf(row);
    const isRecent = Date.now() - row.askedAt.getTime() < 7 * 24 * 60 * 60_000;
    const isOwn = row.askedById === actor.id && isRecent && row.seenState !== state;
    return isOwn && !['pending', 'running', 'withdrawn'].includes(state);
  });
  const names = await namesOf(news.map(({ decidedById }) => decidedById));
  return {
    waiting: pending.length,
    toDecide: pending.filter(({ mayDecide }) => mayDecide).length,
    own: pending.filter(({ isMine }) => isMine).length,
    changes: news.map((row) => ({
      id: row.id,
      state: stateOf(row),
      targetName: row.targetName,
      by: names.get(row.decidedById ?? '') ?? row.decidedByEmail,
      note: row.note,
    })),
  };
}
