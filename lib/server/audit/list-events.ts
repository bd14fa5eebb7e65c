import 'server-only';
import { and, desc, eq, getTableName, lt, notLike, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ActivityPage, ActivityRows, ListActivityQuery } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import { auditEvents, auditSeals } from '@/lib/server/db/schema';
import { describeRows } from './describe-rows';
import { eventColumns, toEvent, type EventRow } from './event-rows';
import { isItsOwnRow } from './fold-events';
import { actorsNamed, hasFilter, matchEvents, membersNamed, ofScope } from './match-events';
import type { Matched, Viewer } from './match-events';

type Query = ListActivityQuery & { isBrief?: boolean };

/**
 * One row per action: requests are folded into their outcomes, and what was done for a batch into
 * its creation. Nothing is folded into a row that isn't listed itself, so each match is on a page.
 * @param where what else they match, as a condition on `auditEvents`
 */
export async function listActions(
  viewer: Viewer,
  query: Query,
  where?: SQL,
): Promise<ActivityRows> {
  const { rows, nextCursor } = await listRows(viewer, query, where);
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

const NEWEST = 2_000;

/**
 * The same as rows, with their seals. What matches often is on a page of the newest events; what
 * matches rarely is found by an index. Which of the two a word is, PostgreSQL can't tell, and chosen
 * wrong it reads the whole log.
 */
export async function listRows(
  viewer: Viewer,
  query: Query,
  where?: SQL,
): Promise<{ rows: EventRow[]; nextCursor: string | null }> {
  const { limit, actor, ...others } = query;
  const wanted = {
    ...{ ...others, limit, where },
    ...(actor && { actors: await actorsNamed(actor) }),
    ...(query.q && { named: await membersNamed(query.q) }),
  };
  const recent = hasFilter(query) ? await selectRows(viewer, wanted, newest(query)) : [];
  const rows = recent.length > limit ? recent : await selectRows(viewer, wanted);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: page, nextCursor: hasMore ? String(last.event.sequence) : null };
}

type Wanted = Omit<Query, 'actor'> & Matched & { where?: SQL | undefined };

/** Up to one row more than a page has. */
async function selectRows(
  viewer: Viewer,
  query: Wanted,
  from?: ReturnType<typeof newest>,
): Promise<EventRow[]> {
  const { limit, isBrief, fold, q, target, where } = query;
  return db()
    .select(eventColumns)
    .from(from ?? auditEvents)
    .leftJoin(auditSeals, eq(auditSeals.position, auditEvents.sequence))
    .where(
      and(
        ofScope(viewer, auditEvents),
        matchEvents(query, auditEvents),
        where,
        before(query),
        isBrief ? withoutRows : undefined,
        fold ? isItsOwnRow(viewer, query) : undefined,
        (q || target) && !from ? isFound(query) : undefined,
      ),
    )
    .orderBy(desc(auditEvents.sequence))
    .limit(limit + 1);
}

function before({ cursor }: Pick<Query, 'cursor'>): SQL | undefined {
  return cursor ? lt(auditEvents.sequence, sql`${cursor}::bigint`) : undefined;
}

/** In place of the table. The limit keeps conditions out, so that no index of theirs is read. */
function newest(query: Query) {
  return db()
    .select()
    .from(auditEvents)
    .where(before(query))
    .orderBy(desc(auditEvents.sequence))
    .limit(NEWEST)
    .as(getTableName(auditEvents));
}

const found = alias(auditEvents, 'found');

/** A query of its own, so that it is made from the index of words or trigrams, or from a better one. */
function isFound(query: Matched): SQL {
  const sequences = db()
    .select({ sequence: found.sequence })
    .from(found)
    .where(matchEvents(query, found));
  return sql`${auditEvents.sequence} = any(array(${sequences}))`;
}

const withoutRows = and(
  notLike(auditEvents.action, 'invitation.%'),
  notLike(auditEvents.action, 'batch.chunk\\_%'),
);
