import 'server-only';
import { and, desc, notLike, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import type { ActivityPage, AuditEvent, ListActivityQuery } from '@/lib/contract/audit';
import { isRequest } from '@/lib/shared/audit-actions';
import { matchEvents } from './match-events';

/**
 * What staff did, newest first. Pages are cut at a place in the log (`cursor`), not at a count, so
 * that events which arrive meanwhile shift nothing. `isBrief` leaves out the single rows and chunks
 * of batches: a large batch would fill any short list.
 */
export async function listEvents(
  query: ListActivityQuery & { isBrief?: boolean },
): Promise<ActivityPage> {
  const { cursor, limit, isBrief } = query;
  const before = cursor ? sql`${auditEvents.sequence} < ${cursor}::bigint` : undefined;
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(and(matchEvents(query), before, isBrief ? withoutRows : undefined))
    .orderBy(desc(auditEvents.sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toEvent),
    nextCursor: rows.length > limit && last ? String(last.sequence) : null,
  };
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
