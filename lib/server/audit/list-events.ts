import 'server-only';
import { and, desc, notLike, eq, sql } from 'drizzle-orm';
import type { ActivityPage, ActivityRows, ListActivityQuery } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import { auditEvents, auditSeals } from '@/lib/server/db/schema';
import { describeRows } from './describe-rows';
import { eventColumns, toEvent, type EventRow } from './event-rows';
import { isItsOwnRow } from './fold-events';
import { matchEvents, ofScope, type Viewer } from './match-events';

type Query = ListActivityQuery & { isBrief?: boolean };

/**
 * One row per action: requests are folded into their outcomes, and what was done for a batch into
 * its creation. Nothing is folded into a row that isn't listed itself, so each match is on a page.
 */
export async function listActions(viewer: Viewer, query: Query): Promise<ActivityRows> {
  const { rows, nextCursor } = await listRows(viewer, query);
  return { items: await describeRows(rows), nextCursor };
}

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
  const { cursor, limit, isBrief, fold } = query;
  const before = cursor ? sql`${auditEvents.sequence} < ${cursor}::bigint` : undefined;
  const rows = await db()
    .select(eventColumns)
    .from(auditEvents)
    .leftJoin(auditSeals, eq(auditSeals.position, auditEvents.sequence))
    .where(
      and(
        ofScope(viewer, auditEvents),
        matchEvents(query, auditEvents),
        before,
        isBrief ? withoutRows : undefined,
        fold ? isItsOwnRow(viewer, query) : undefined,
      ),
    )
    .orderBy(desc(auditEvents.sequence))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: page, nextCursor: hasMore ? String(last.event.sequence) : null };
}

const withoutRows = and(
  notLike(auditEvents.action, 'invitation.%'),
  notLike(auditEvents.action, 'batch.chunk\\_%'),
);
