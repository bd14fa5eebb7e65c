import 'server-only';
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { BATCH_ID } from '@/lib/contract/invitations';
import type { AcknowledgeInput, Acknowledgement, Overview, Problem } from '@/lib/contract/overview';
import { ALL_ACCOUNTS, listEveryAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { acknowledgements, batches, invitations, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { withinScope } from '@/lib/server/policies/permissions';

const LONGEST_DAYS = 90;

/**
 * Marks a problem as seen, or snoozes it, for everyone who sees it.
 * @throws DeskError `invalid_request`, `not_found`
 */
export async function acknowledge(
  actor: Actor,
  { kind, of, count, until }: AcknowledgeInput,
  now = new Date(),
): Promise<void> {
  requireEnd(kind, until, now);
  const accountId = await accountOf(actor, { kind, of });
  const marked = {
    count,
    until: until ? new Date(until) : null,
    at: now,
    byId: actor.id,
    byEmail: actor.email,
  };
  await db().transaction(async (tx) => {
    await tx
      .insert(acknowledgements)
      .values({ kind, of, scope: scopeOf(actor, of), ...marked })
      .onConflictDoUpdate({
        target: [acknowledgements.kind, acknowledgements.of, acknowledgements.scope],
        set: marked,
      });
    const action = until ? 'problem.snoozed' : 'problem.acknowledged';
    const details = { kind, count, ...(until && { until }) };
    await recordEvent(actor, { action, outcome: 'success', target: of, accountId, details }, tx);
  });
}

/** The problem is open again, for everyone. @throws DeskError `not_found` */
export async function reopen(actor: Actor, { kind, of }: Problem): Promise<void> {
  const accountId = await accountOf(actor, { kind, of });
  await db().transaction(async (tx) => {
    const { rowCount } = await tx
      .delete(acknowledgements)
      .where(
        and(
          eq(acknowledgements.kind, kind),
          eq(acknowledgements.of, of),
          eq(acknowledgements.scope, scopeOf(actor, of)),
        ),
      );
    if (!rowCount) return;
    const event = { action: 'problem.reopened', outcome: 'success', target: of } as const;
    await recordEvent(actor, { ...event, accountId, details: { kind } }, tx);
  });
}

type Counted = Problem & { count: number };

/**
 * What was put aside and still is. A problem that grew is open again, as is one whose time is over.
 * One that shrank opens as soon as it grows from there: nothing is aside that no one saw.
 */
export async function listAcknowledged(
  actor: Actor,
  overview: Omit<Overview, 'acknowledged'>,
  now = new Date(),
): Promise<Acknowledgement[]> {
  return listMarks(actor, problemsOf(overview), now);
}

/**
 * How the problems of a batch were put aside; null if they are open.
 * @throws DeskError `not_found`
 */
export async function findBatchMark(
  actor: Actor,
  id: string,
  now = new Date(),
): Promise<Acknowledgement | null> {
  await accountOfBatch(actor, id);
  const count = await db().$count(
    invitations,
    and(eq(invitations.batchId, id), inArray(invitations.status, ['rejected', 'unconfirmed'])),
  );
  const [mark] = await listMarks(actor, [{ kind: 'batch', of: id, count }], now);
  return mark ?? null;
}

async function listMarks(
  actor: Actor,
  problems: readonly Counted[],
  now: Date,
): Promise<Acknowledgement[]> {
  if (problems.length === 0) return [];
  const named = problems.map(({ kind, of }) => sql`(${kind}, ${of})`);
  const rows = await db()
    .select({ mark: acknowledgements, name: staffMembers.name })
    .from(acknowledgements)
    .leftJoin(staffMembers, eq(staffMembers.id, acknowledgements.byId))
    .where(
      and(
        sql`(${acknowledgements.kind}, ${acknowledgements.of}) in (${sql.join(named, sql`, `)})`,
        or(isNull(acknowledgements.until), gt(acknowledgements.until, now)),
      ),
    );
  const known = rows.flatMap(({ mark, name }) => {
    const problem = problems.find(({ kind, of }) => kind === mark.kind && of === mark.of);
    const isOfViewer = problem && mark.scope === scopeOf(actor, problem.of);
    return isOfViewer ? [{ problem, mark, name }] : [];
  });
  await Promise.all(known.map(({ problem, mark }) => noteFewer(problem, mark)));
  return known
    .filter(({ problem, mark }) => problem.count > 0 && problem.count <= mark.count)
    .map(({ problem: { kind, of }, mark, name }) => ({
      kind,
      of,
      until: mark.until?.toISOString() ?? null,
      at: mark.at.toISOString(),
      by: { id: mark.byId, name: name ?? mark.byEmail },
    }));
}

async function noteFewer(
  { count }: Counted,
  { kind, of, scope, ...mark }: typeof acknowledgements.$inferSelect,
): Promise<void> {
  if (count >= mark.count) return;
  await db()
    .update(acknowledgements)
    .set({ count })
    .where(
      and(
        eq(acknowledgements.kind, kind),
        eq(acknowledgements.of, of),
        eq(acknowledgements.scope, scope),
        // Someone may have seen more in the meantime.
        eq(acknowledgements.at, mark.at),
        gt(acknowledgements.count, count),
      ),
    );
}

/** All that could be put aside, with how many there are now; what couldn't be read isn't among it. */
function problemsOf(overview: Omit<Overview, 'acknowledged'>): Counted[] {
  const { seats, devices, batches, accounts } = overview;
  const found: Counted[] = [];
  if (seats.isAvailable) {
    const of = seats.accountId;
    found.push(
      { kind: 'over', of, count: seats.over.count },
      { kind: 'full', of, count: seats.full.count },
      { kind: 'idle', of, count: seats.idle.seats },
      { kind: 'new', of, count: seats.newUsers.count },
    );
  }
  if (devices.isAvailable) {
    const of = devices.accountId;
    found.push(
      { kind: 'offline', of, count: devices.offline.count },
      { kind: 'long-offline', of, count: devices.longOffline.count },
    );
  }
  if (batches.isAvailable) {
    found.push(
      ...batches.items.map(({ id, problems }) => ({
        kind: 'batch' as const,
        of: id,
        count: problems,
      })),
    );
  }
  if (accounts.isAvailable) {
    found.push(
      ...accounts.failing.map(({ id }) => ({ kind: 'account' as const, of: id, count: 1 })),
    );
  }
  return found;
}

/** An account that fails, responds and fails again would stay unseen: its problem has no number. */
function requireEnd(kind: Problem['kind'], until: string | undefined, now: Date): void {
  if (until === undefined) {
    if (kind === 'account') throw refused('A failing account can only be snoozed.');
    return;
  }
  const days = (Date.parse(until) - now.getTime()) / 86_400_000;
  if (days <= 0) throw refused('This time is already over.');
  if (days > LONGEST_DAYS) {
    throw refused(`A problem can be snoozed for ${LONGEST_DAYS} days at most.`);
  }
}

function refused(message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'until', code: 'invalid_value', message }],
  });
}

/** The account the problem is of; none for several together. @throws DeskError `not_found` */
async function accountOf(actor: Actor, { kind, of }: Problem): Promise<string | undefined> {
  if (kind === 'batch') return accountOfBatch(actor, of);
  if (of === ALL_ACCOUNTS && kind !== 'account') return undefined;
  const accounts = await listEveryAccount(actor);
  if (accounts.some(({ id }) => id === of)) return of;
  throw new DeskError('not_found', { detail: 'This account doesn’t exist, or isn’t yours.' });
}

async function accountOfBatch(actor: Actor, id: string): Promise<string> {
  if (!BATCH_ID.test(id)) throw noSuchBatch();
  const [batch] = await db()
    .select({ accountId: batches.accountId })
    .from(batches)
    .where(and(eq(batches.id, id), withinScope(actor, batches.accountId)));
  if (!batch) throw noSuchBatch();
  return batch.accountId;
}

function noSuchBatch(): DeskError {
  return new DeskError('not_found', { detail: 'This batch doesn’t exist, or isn’t yours.' });
}

/** Several accounts together are others for each set of accounts. */
function scopeOf({ accountIds }: Actor, of: string): string {
  return of === ALL_ACCOUNTS && accountIds !== null ? [...accountIds].sort().join(' ') : '';
}
