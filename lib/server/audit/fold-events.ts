import 'server-only';
import { and, eq, inArray, not, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { requestsAndEnds } from '@/lib/shared/audit-actions';
import { batchIdInDetails, isWorkOnBatch, matchEvents, ofScope } from './match-events';
import type { Matched, Viewer } from './match-events';

const requests = [...new Set(requestsAndEnds.map(([request]) => request))];

const ends = alias(auditEvents, 'ends');
const creations = alias(auditEvents, 'creations');

/**
 * The condition for events that aren't folded into another one that the viewer sees with these
 * filters. An event folds only into one with a fixed place, so pages stay where they are. A request
 * has no outcome of its own, so that filter leaves out what was answered otherwise.
 */
export function isItsOwnRow(viewer: Viewer, filters: Matched): SQL | undefined {
  const { outcome, ...others } = filters;
  const isPart = isOfListedBatch(viewer, filters);
  const isAsking = and(
    eq(auditEvents.action, 'batch.chunk_requested'),
    isOfListedBatch(viewer, others),
  );
  return and(
    not(hasEnd(viewer, others)),
    not(isPart),
    outcome && isAsking ? not(isAsking) : undefined,
  );
}

function hasEnd(viewer: Viewer, filters: Matched): SQL {
  const known = requestsAndEnds.map(([request, end]) => sql`(${request}, ${end})`);
  const end = db()
    .select({ one: sql`1` })
    .from(ends)
    .where(
      and(
        eq(ends.requestId, auditEvents.requestId),
        sql`${ends.sequence} > ${auditEvents.sequence}`,
        eq(ends.actorId, auditEvents.actorId),
        sql`${ends.accountId} is not distinct from ${auditEvents.accountId}`,
        sql`${ends.target} is not distinct from ${auditEvents.target}`,
        sql`(${auditEvents.action}, ${ends.action}) in (${sql.join(known, sql`, `)})`,
        ofScope(viewer, ends),
        matchEvents(filters, ends),
      ),
    );
  return sql`(${inArray(auditEvents.action, requests)} and exists (${end}))`;
}

function isOfListedBatch(viewer: Viewer, filters: Matched): SQL {
  const creation = db()
    .select({ one: sql`1` })
    .from(creations)
    .where(
      and(
        eq(creations.action, 'batch.created'),
        eq(creations.target, batchIdOf()),
        ofScope(viewer, creations),
        matchEvents(filters, creations),
      ),
    );
  return sql`exists (${creation})`;
}

/** The batch that an event was part of the work on; null: it wasn't. */
function batchIdOf(): SQL<string | null> {
  return sql`case
    when starts_with(${auditEvents.action}, 'invitation.') then ${batchIdInDetails(auditEvents)}
    when ${isWorkOnBatch(auditEvents.action)} then ${auditEvents.target} end`;
}
