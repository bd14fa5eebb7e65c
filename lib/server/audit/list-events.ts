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
  ExportActivityQuery,
} from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { withinScope } from '@/lib/server/policies/permissions';
import { isRequest, REQUEST_PATTERN } from '@/lib/shared/audit-actions';
import { CSV_START, csvLine, jsonLine } from '@/lib/shared/csv';
import { encodedSearch } from '@/lib/shared/email/shown-email';
import { recordExport } from './limit-exports';

/**
 * What staff did, newest first. Pages start at a position in the log (`cursor`), not at a count, so
 * that new events don't shift them. `isBrief` leaves out single rows and chunks of batches: a large
 * batch would fill any short list.
 */
export async function listEvents(
  viewer: Viewer,
  query: ListActivityQuery & { isBrief?: boolean },
): Promise<ActivityPage> {
  const { cursor, limit, isBrief } = query;
  const before = cursor ? sql`${auditEvents.sequence} < ${cursor}::bigint` : undefined;
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(and(ofScope(viewer), matchEvents(query), before, isBrief ? withoutRows : undefined))
    .orderBy(desc(auditEvents.sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toEvent),
    nextCursor: rows.length > limit && last ? String(last.sequence) : null,
  };
}

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

function toEvent(row: typeof auditEvents.$inferSelect): AuditEvent {
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

const PAGE_SIZE = 500;

const COLUMNS = [
  ['id', (event) => event.id],
  ['at', (event) => event.at],
  ['actorId', (event) => event.actor.id],
  ['actorEmail', (event) => event.actor.email],
  ['action', (event) => event.action],
  ['target', (event) => event.target],
  ['outcome', (event) => event.outcome],
  ['reason', (event) => event.reason],
  ['ticket', (event) => event.ticket],
  ['requestId', (event) => event.requestId],
  ['ip', (event) => event.ip],
  ['accountId', (event) => event.accountId],
  ['details', (event) => event.details],
] as const satisfies readonly (readonly [string, (event: AuditEvent) => unknown])[];

/**
 * The matching events as a file, newest first, read page by page while it is sent. The export is an
 * event itself, recorded before the first line leaves.
 */
export async function exportEvents(
  actor: Actor,
  query: ExportActivityQuery,
): Promise<ReadableStream<Uint8Array>> {
  const { format, ...filters } = query;
  const { items, nextCursor } = await listEvents(actor, { ...filters, limit: PAGE_SIZE });
  await recordExport(actor, { action: 'activity.exported', details: { format, filters } });
  const encoder = new TextEncoder();
  const write = format === 'csv' ? csvEvent : jsonLine;
  let cursor = nextCursor;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const head = format === 'csv' ? CSV_START + csvLine(COLUMNS.map(([name]) => name)) : '';
      controller.enqueue(encoder.encode(head + items.map(write).join('')));
      if (cursor === null) controller.close();
    },
    async pull(controller) {
      if (cursor === null) return;
      const page = await listEvents(actor, { ...filters, cursor, limit: PAGE_SIZE });
      cursor = page.nextCursor;
      controller.enqueue(encoder.encode(page.items.map(write).join('')));
      if (cursor === null) controller.close();
    },
  });
}

function csvEvent(event: AuditEvent): string {
  return csvLine(COLUMNS.map(([, read]) => read(event)));
}
