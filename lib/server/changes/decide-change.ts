import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { DecideApprovalInput, SeeNewsInput } from '@/lib/contract/approvals';
import { changeStates, type ChangeState, type PendingChange } from '@/lib/contract/changes';
import type { Actor } from '@/lib/server/actor';
import { isSameMailbox } from '@/lib/server/approvals/deciders';
import { mailAsker } from '@/lib/server/approvals/tell-by-mail';
import { recordEvent } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { db, type Transaction } from '@/lib/server/db/client';
import { changeSecrets, pendingChanges } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may } from '@/lib/server/policies/permissions';
import { findStanding } from '@/lib/server/policies/standing';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { forgetChangeSecret, readChangeSecret } from '@/lib/server/vault/change-secrets';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { UnsealError } from '@/lib/server/vault/seal';
import type { AuditAction } from '@/lib/shared/audit-actions';
import {
  carryOut,
  joinSecret,
  permissionFor,
  rehearse,
  resumeAfter,
  settingNow,
  type Change,
} from './change';
import { linkMakersOf, maySee, stateOf, toChange, type Row } from './list-changes';

const PREFIX = 'chg_';

/** Ids of changes and of requests to sign in are told apart by it. */
export function isChangeId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/**
 * Approves someone else's change, which carries it out, or declines it. It is made in the asker's
 * name, within what both may do now, and only if the setting is still as it was.
 * @throws DeskError `not_found`; `forbidden` their own, or more than they could do themselves;
 * `conflict` no longer pending, or out of date; `step_up_required`; as the change itself
 */
export async function decideChange(
  actor: Actor,
  id: string,
  { approve, note }: DecideApprovalInput,
): Promise<PendingChange> {
  const row = await findRow(actor, id);
  await requirePermission(actor, permissionFor(row));
  await requireSomeoneElse(actor, row);
  if (stateOf(row) !== 'pending') throw notPending(row);
  if (!approve) return decline(actor, row, note);
  const change = await wholeChange(actor, row);
  // Whether they could do it themselves; the change checks whether the asker still can.
  await rehearse(actor, change, { isTested: false });
  const asker = await findAsker(actor, row);
  if (change.kind === 'account_rotate') return rotate(actor, asker, { row, change, note });
  try {
    await carryOut(asker, change, {
      before: async (tx) => requireSame(tx, await lockPending(tx, id), change),
      after: (tx) => settle(tx, actor, row, { state: 'done', note }),
    });
  } catch (error) {
    if (error instanceof OutOfDate) throw await outdate(actor, row);
    throw error;
  }
  await resumeAfter(change);
  return toChange(await findRow(actor, id), actor);
}

async function findRow(actor: Actor, id: string): Promise<Row> {
  const [row] = await db().select().from(pendingChanges).where(eq(pendingChanges.id, id));
  if (row && maySee(actor, row)) return row;
  throw new DeskError('not_found', { detail: 'This request doesn’t exist. Reload the list.' });
}

/**
 * What was asked for, with its secret.
 * @throws DeskError `vault_locked`, and it still waits; `conflict` the secret is damaged
 */
async function wholeChange(actor: Actor, row: Row): Promise<Change> {
  try {
    return joinSecret(row.kind, row.input, await readChangeSecret(actor, row.id));
  } catch (error) {
    if (error instanceof UnsealError) throw await outdate(actor, row, 'its key is damaged');
    if (!(error instanceof VaultLockedError)) throw error;
    throw new DeskError('vault_locked', {
      detail: `The key that belongs to this change can’t be read: ${error.message} An admin has to restore the vault key on the server.`,
      cause: error,
    });
  }
}

/**
 * Not the asker, nor who is known to be the same person: with the same mailbox, or with a password
 * that the asker's link may have set since the rule exists.
 * @throws DeskError `forbidden`, after its event
 */
async function requireSomeoneElse(actor: Actor, row: Row): Promise<void> {
  const isOwn = row.askedById === actor.id || isSameMailbox(row.askedByEmail, actor.email);
  if (!isOwn && !(await linkMakersOf(actor.id)).has(row.askedById)) return;
  await recordEvent(actor, {
    action: 'change.own_decision_denied',
    outcome: 'denied',
    target: row.targetName,
    details: { code: 'forbidden', approvalId: row.id, askedBy: row.askedByEmail },
  });
  throw new DeskError('forbidden', {
    detail: isOwn
      ? 'You can’t decide about your own change. Ask someone else to decide it.'
      : `${row.askedByEmail} created your last link for setting a password, or that of the person who did, so this needs someone else. On the server, npm run staff -- reset creates a link that no one on the team has seen.`,
  });
}

function notPending(row: Row): DeskError {
  const by = row.decidedByEmail ?? 'Someone';
  const sentences: Partial<Record<ChangeState, string>> = {
    done: `${by} has already approved this change.`,
    running: `${by} has approved this change, and it’s being made.`,
    unconfirmed: `${by} has approved this change, but it isn’t known whether it was made.`,
    failed: `${by} has approved this change, but it couldn’t be made.`,
    declined: `${by} has already declined this change.`,
    withdrawn: `${row.askedByEmail} has withdrawn this change.`,
    outdated: 'This change is out of date. It has to be asked for again.',
    expired: 'No one decided about this change in time. It has to be asked for again.',
  };
  return new DeskError('conflict', {
    detail: `${sentences[stateOf(row)] ?? 'This was decided already.'} Reload the list.`,
  });
}

/** The asker with what they may do now. @throws DeskError `conflict` */
async function findAsker(decider: Actor, row: Row): Promise<Actor> {
  const standing = await findStanding(db(), row.askedById);
  if (standing && may(standing, permissionFor(row))) {
    const { ip, requestId } = decider;
    return { ...standing, sessionId: null, ip, requestId };
  }
  throw new DeskError('conflict', {
    detail: `${row.askedByEmail} may no longer make this change, so it can’t be approved. Decline it.`,
  });
}

async function lockPending(tx: Transaction, id: string): Promise<Row> {
  const [row] = await tx
    .select()
    .from(pendingChanges)
    .where(eq(pendingChanges.id, id))
    .for('update');
  if (!row) throw new DeskError('not_found', { detail: 'This request doesn’t exist.' });
  if (stateOf(row) !== 'pending') throw notPending(row);
  return row;
}

class OutOfDate extends Error {}

/** Someone may have changed the setting meanwhile, so the approver would approve something else. */
async function requireSame(tx: Transaction, row: Row, change: Change): Promise<void> {
  const now = JSON.parse(JSON.stringify(await settingNow(tx, change))) as unknown;
  if (!isDeepStrictEqual(now, row.before)) throw new OutOfDate();
}

async function outdate(
  actor: Actor,
  row: Row,
  why = `the setting has changed since ${row.askedByEmail} asked`,
): Promise<DeskError> {
  await db().transaction(async (tx) => {
    await lockPending(tx, row.id);
    await settle(tx, actor, row, { state: 'outdated' });
  });
  return new DeskError('conflict', {
    detail: `This is out of date: ${why}. It has to be asked for again.`,
  });
}

type Settled = { state: Exclude<Row['state'], 'pending'>; note?: string };

const actions: Record<Settled['state'], AuditAction> = {
  done: 'change.approved',
  running: 'change.approved',
  failed: 'change.not_made',
  unconfirmed: 'change.not_made',
  declined: 'change.declined',
  withdrawn: 'change.withdrawn',
  outdated: 'change.outdated',
};

/** Writes what became of it, its event, and the asker's email; the secret is gone. */
async function settle(
  tx: Transaction,
  actor: Actor,
  row: Row,
  { state, note }: Settled,
): Promise<void> {
  const isWithdrawn = state === 'withdrawn';
  await tx
    .update(pendingChanges)
    .set({
      state,
      ...(!isWithdrawn && { decidedById: actor.id, decidedByEmail: actor.email }),
      ...(!isWithdrawn && { decidedAt: sql`now()` }),
      ...(note && { note }),
    })
    .where(eq(pendingChanges.id, row.id));
  if (state !== 'running') await forgetChangeSecret(tx, row.id);
  const { before, after } = row;
  await recordEvent(
    actor,
    {
      action: actions[state],
      outcome: state === 'unconfirmed' ? 'unknown' : outcomeOf(state),
      target: row.targetName,
      ...(row.accountId && { accountId: row.accountId }),
      details: {
        ...{ approvalId: row.id, kind: row.kind, askedBy: row.askedByEmail, before, after },
        ...(note && { note }),
      },
    },
    tx,
  );
  if (state === 'done' || state === 'declined') await mailDecided(tx, actor, row, { state, note });
}

async function mailDecided(
  tx: Transaction,
  actor: Actor,
  row: Row,
  { state, note }: Settled,
): Promise<void> {
  await mailAsker(tx, row.askedById, {
    by: actor.email,
    what: `Change of ${row.targetName}`,
    isApproved: state === 'done',
    note: note ?? null,
  });
}

function outcomeOf(state: Settled['state']): 'success' | 'failure' {
  return state === 'failed' || state === 'outdated' ? 'failure' : 'success';
}

async function decline(actor: Actor, row: Row, note: string | undefined): Promise<PendingChange> {
  return settleAlone(actor, row, { state: 'declined', note });
}

async function settleAlone(actor: Actor, row: Row, settled: Settled): Promise<PendingChange> {
  await db().transaction(async (tx) => {
    await lockPending(tx, row.id);
    await settle(tx, actor, row, settled);
  });
  return toChange(await findRow(actor, row.id), actor);
}

/** @throws DeskError `not_found`; `conflict` it's no longer pending */
export async function withdrawChange(actor: Actor, id: string): Promise<PendingChange> {
  const row = await findRow(actor, id);
  if (row.askedById !== actor.id) {
    throw new DeskError('not_found', { detail: 'This isn’t a request of yours.' });
  }
  return settleAlone(actor, row, { state: 'withdrawn' });
}

type Rotation = { row: Row; change: Change; note: string | undefined };

/**
 * Made at the vendor, in steps that can't be part of a transaction: claimed first, so that it's
 * started once. If the answer is lost, it isn't known whether it was made, and isn't repeated.
 */
async function rotate(
  actor: Actor,
  asker: Actor,
  { row, change, note }: Rotation,
): Promise<PendingChange> {
  await db()
    .transaction(async (tx) => {
      await requireSame(tx, await lockPending(tx, row.id), change);
      await settle(tx, actor, row, { state: 'running', note });
    })
    .catch(async (error: unknown) => {
      throw error instanceof OutOfDate ? await outdate(actor, row) : error;
    });
  const end = (state: 'done' | 'failed' | 'unconfirmed') =>
    db().transaction(async (tx) => {
      if (state !== 'done') return settle(tx, actor, row, { state, note });
      await tx.update(pendingChanges).set({ state }).where(eq(pendingChanges.id, row.id));
      await mailDecided(tx, actor, row, { state, note });
    });
  try {
    await carryOut(asker, change, {});
  } catch (error) {
    const isRefused =
      error instanceof DeskError ||
      (error instanceof UpstreamError && error.outcome !== 'maybe_sent');
    await end(isRefused ? 'failed' : 'unconfirmed');
    throw error;
  }
  await end('done');
  return toChange(await findRow(actor, row.id), actor);
}

/** The asker has seen these states, on whichever device. */
export async function seeChanges(actor: Actor, { seen }: SeeNewsInput): Promise<void> {
  for (const { id, state } of seen) {
    const seenState = changeStates.find((one) => one === state);
    if (!isChangeId(id) || !seenState) continue;
    await db()
      .update(pendingChanges)
      .set({ seenState })
      .where(and(eq(pendingChanges.id, id), eq(pendingChanges.askedById, actor.id)));
  }
}

/** Secrets of changes that no one decided about in time. */
export async function forgetExpiredSecrets(): Promise<void> {
  const over = db()
    .select({ id: pendingChanges.id })
    .from(pendingChanges)
    .where(or(sql`${pendingChanges.state} <> 'pending'`, lt(pendingChanges.expiresAt, sql`now()`)));
  await db().delete(changeSecrets).where(inArray(changeSecrets.changeId, over));
}
