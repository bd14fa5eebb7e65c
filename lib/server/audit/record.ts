import 'server-only';
import { sql } from 'drizzle-orm';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { db, createId } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/errors';
import { describeError, log } from '@/lib/server/log';
import type { AuditAction } from '@/lib/shared/audit-actions';

/** One event to record. `details` never holds a secret or a sign-in link. */
export type NewAuditEvent = {
  action: AuditAction;
  outcome: AuditOutcome;
  target?: string;
  accountId?: string;
  reason?: string;
  ticket?: string;
  details?: Record<string, unknown>;
};

type Executor = Pick<ReturnType<typeof db>, 'execute'>;

/** The maximum per statement: stopping a batch may record 50,000 events. */
const MAX_EVENTS = 10_000;

/**
 * Adds events to the audit log. If it throws before an upstream write, that write must not be sent:
 * what can't be recorded isn't done.
 * @param executor a transaction, if the events belong to one; required for more than `MAX_EVENTS`
 */
export async function recordEvents(
  actor: Actor,
  events: readonly NewAuditEvent[],
  executor: Executor = db(),
): Promise<void> {
  for (let start = 0; start < events.length; start += MAX_EVENTS) {
    await insertEvents(actor, events.slice(start, start + MAX_EVENTS), executor);
  }
}

/** One parameter per column: a parameter per value would cost more than the events themselves. */
async function insertEvents(
  actor: Actor,
  events: readonly NewAuditEvent[],
  executor: Executor,
): Promise<void> {
  const column = (read: (event: NewAuditEvent) => string | null | undefined) =>
    sql`${sql.param(events.map((event) => read(event) ?? null))}::text[]`;
  await executor.execute(sql`
    insert into audit_events (actor_id, actor_email, request_id, ip, id, account_id, action, target,
      outcome, reason, ticket, details)
    select ${actor.id}, ${actor.email}, ${actor.requestId}, ${actor.ip}, event.id, event.account_id,
      event.action, event.target, event.outcome, event.reason, event.ticket, event.details::jsonb
    from unnest(
      ${column(() => createId('evt'))}, ${column((event) => event.accountId)},
      ${column((event) => event.action)}, ${column((event) => event.target)},
      ${column((event) => event.outcome)}, ${column((event) => event.reason)},
      ${column((event) => event.ticket)},
      ${column((event) => JSON.stringify(detailsOf(actor, event)))}
    ) as event (id, account_id, action, target, outcome, reason, ticket, details)`);
}

/** Every event of a call with an API token names it: the person didn't make the call themselves. */
function detailsOf({ token }: Actor, { details = {} }: NewAuditEvent): Record<string, unknown> {
  return token ? { ...details, token } : details;
}

export async function recordEvent(
  actor: Actor,
  event: NewAuditEvent,
  executor?: Executor,
): Promise<void> {
  await recordEvents(actor, [event], executor);
}

/** Records an outcome, with the same guarantees as `afterSending`. */
export async function recordOutcome(actor: Actor, event: NewAuditEvent): Promise<void> {
  await afterSending(actor, () => recordEvent(actor, event), `${event.action} not recorded`);
}

/** Records that an upstream is about to be asked for a change. If it throws, nothing is sent. */
export async function recordRequest(actor: Actor, event: NewAuditEvent): Promise<void> {
  await beforeSending(() => recordEvent(actor, event));
}

/**
 * Does a write that must precede an upstream call. If its response is lost, it isn't known whether
 * it was written, but nothing was sent, so a repetition sends once.
 */
export async function beforeSending<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withoutEffect(error);
  }
}

/**
 * Does a write about something that can no longer be undone. A connection may break at any time,
 * and the pool then has another, so it is tried twice. A failure is logged and not thrown: it must
 * not turn a success into an error that gets repeated, nor hide what the person needs to know.
 * @param failure what to log then
 */
export async function afterSending(
  { requestId }: Actor,
  work: () => Promise<void>,
  failure: string,
): Promise<void> {
  try {
    await work().catch(work);
  } catch (error) {
    log().error({ requestId, error: describeError(error) }, failure);
  }
}
