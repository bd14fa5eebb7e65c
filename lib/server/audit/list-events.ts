import 'server-only';
import {
  and,
  desc,
  notLike,
  sql,
  eq,
  gte,
  isNull,
  lt,
  lte,
  not,
  or,
  type AnyColumn,
  type SQL,
} from 'drizzle-orm';
import type {
  ActivityPage,
  AuditEvent,
  ListActivityQuery,
  AuditFilters,
  AuditOutcome,
} from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, auditSeals } from '@/lib/server/db/schema';
import { withinScope } from '@/lib/server/policies/permissions';
import { isRequest, REQUEST_PATTERN } from '@/lib/shared/audit-actions';
import { encodedSearch } from '@/lib/shared/email/shown-email';

type Query = ListActivityQuery & { isBrief?: boolean };

/**
 * What staff did, newest first. Pages start at a position in the log (`cursor`), not at a count, so
 * that new events don't shift them. `isBrief` leaves out single rows and chunks of batches: a large
 * batch would fill any short list.
 */
export async function listEvents(viewer: Viewer, query: Query): Promise<ActivityPage> {
  const { rows, nextCursor } = await listRows(viewer, query);
  return { items: rows.map(toEvent), nextCursor };
}

/** The same as rows, with their seals. */
export async function listRows(
  viewer: Viewer,
  query: Query,
): Promise<{ rows: EventRow[]; nextCursor: string | null }> {
  const { cursor, limit, isBrief } = query;
  const before = cursor ? sql`${auditEvents.sequence} < ${cursor}::bigint` : undefined;
  const rows = await db()
    .select(columns)
    .from(auditEvents)
    .leftJoin(auditSeals, eq(auditSeals.position, auditEvents.sequence))
    .where(and(ofScope(viewer), matchEvents(query), before, isBrief ? withoutRows : undefined))
    .orderBy(desc(auditEvents.sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: page, nextCursor: hasMore ? String(last.event.sequence) : null };
}

const columns = {
  event: auditEvents,
  seal: { sequence: auditSeals.sequence, hash: auditSeals.hash },
};

export type EventRow = {
  event: typeof auditEvents.$inferSelect;
  /** Null: not sealed yet. */
  seal: { sequence: number; hash: Buffer } | null;
};

type Viewer = Pick<Actor, 'id' | 'accountIds'>;

/** Someone confined to accounts sees their events, and of those about no account their own. */
export function ofScope(viewer: Viewer): SQL | undefined {
  const isOfAccount = withinScope(viewer, auditEvents.accountId);
  if (!isOfAccount) return undefined;
  return or(isOfAccount, and(isNull(auditEvents.accountId), eq(auditEvents.actorId, viewer.id)));
}

const withoutRows = and(
  notLike(auditEvents.action, 'invitation.%'),
  notLike(auditEvents.action, 'batch.chunk\\_%'),
);

export function toEvent({ event: row, seal }: EventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, email: row.actorEmail },
    action: row.action,
    target: row.target,
    outcome: isRequest(row.action) ? 'unknown' : row.outcome,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.ticket !== null && { ticket: row.ticket }),
    requestId: row.requestId,
    ip: row.ip,
    ...(row.accountId !== null && { accountId: row.accountId }),
    details: row.details,
    sequence: seal?.sequence ?? null,
    hash: seal?.hash.toString('hex') ?? null,
  };
}

const DAY_MS = 86_400_000;
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 0, 1);

/**
 * The condition for the filters of an audit log view. `actor` is any part of the email or the whole
 * id; an `action` that ends in a dot matches every action that starts with it, one that begins with
 * a dot every action that ends with it; a `to` without a time includes that day (UTC).
 */
function matchEvents(filters: AuditFilters): SQL | undefined {
  const { id, actor, action, target, targetIs, account, outcome, from, to } = filters;
  return and(
    id ? eq(auditEvents.id, id) : undefined,
    actor ? or(eq(auditEvents.actorId, actor), contains(auditEvents.actorEmail, actor)) : undefined,
    action ? matchAction(action) : undefined,
    target ? matchTarget(target) : undefined,
    targetIs ? eq(auditEvents.target, targetIs) : undefined,
    account ? eq(auditEvents.accountId, account) : undefined,
    outcome ? matchOutcome(outcome) : undefined,
    from ? gte(auditEvents.at, moment(from)) : undefined,
    to ? matchEnd(to) : undefined,
  );
}

/** A request has no success of its own; earlier versions recorded one. */
function matchOutcome(outcome: AuditOutcome): SQL | undefined {
  const isRequest = sql`${auditEvents.action} ~ ${REQUEST_PATTERN}`;
  if (outcome === 'success') return and(eq(auditEvents.outcome, outcome), not(isRequest));
  if (outcome === 'unknown') return or(eq(auditEvents.outcome, outcome), isRequest);
  return eq(auditEvents.outcome, outcome);
}

function matchAction(action: string): SQL {
  if (action.endsWith('.')) return sql`starts_with(${auditEvents.action}, ${action})`;
  if (action.startsWith('.')) {
    return sql`right(${auditEvents.action}, ${action.length}) = ${action}`;
  }
  return eq(auditEvents.action, action);
}

/** As typed, and as in the keys of addresses. */
function matchTarget(target: string): SQL | undefined {
  const encoded = encodedSearch(target);
  const typed = contains(auditEvents.target, target);
  return encoded === target ? typed : or(typed, contains(auditEvents.target, encoded));
}

function matchEnd(to: string): SQL {
  if (to.includes('T')) return lte(auditEvents.at, moment(to));
  return lt(auditEvents.at, moment(to, DAY_MS));
}

/** Not LIKE: typed text has no wildcards. */
function contains(column: AnyColumn, text: string): SQL {
  return sql`strpos(lower(${column}), lower(${text})) > 0`;
}

/** PostgreSQL rejects the year 0 and five-digit years, which ISO text allows. */
function moment(text: string, addMs = 0): Date {
  const ms = Date.parse(text) + addMs;
  return new Date(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS));
}
