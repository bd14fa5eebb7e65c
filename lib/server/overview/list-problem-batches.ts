import 'server-only';
import { sql } from 'drizzle-orm';
import type { OverviewBatches } from '@/lib/contract/overview';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { withinScope, type Viewer } from '@/lib/server/policies/permissions';

const LATEST = 10;
/** Older batches are found in the list of invitations; each viewer's overview asks every minute. */
const DAYS = 90;

type Row = { id: string; name: string | null; created_at: Date; problems: number; total: number };

/**
 * Batches of the last 90 days with rows that need attention. A retried batch is left out: its child
 * has the remaining problems, unless it was undone before it sent anything.
 */
export async function listProblemBatches(viewer: Viewer): Promise<OverviewBatches> {
  const isVisible = withinScope(viewer, batches.accountId) ?? sql`true`;
  const { rows } = await db().execute<Row>(sql`
    select batches.id, batches.name, batches.created_at, batches.total, count(*)::int as problems
    from batches join invitations on invitations.batch_id = batches.id
    where batches.created_at > now() - make_interval(days => ${DAYS}) and ${isVisible}
      and invitations.status in ('rejected', 'unconfirmed')
      and not exists (
        select from batches child join invitations taken_up on taken_up.batch_id = child.id
        where child.parent_id = batches.id and taken_up.status <> 'cancelled'
      )
    group by batches.id
    order by batches.created_at desc, batches.id desc
  `);
  return {
    problems: rows.reduce((total, row) => total + row.problems, 0),
    items: rows.slice(0, LATEST).map((row) => ({
      id: row.id,
      name: row.name,
      createdAt: new Date(row.created_at).toISOString(),
      problems: row.problems,
      total: row.total,
    })),
  };
}
