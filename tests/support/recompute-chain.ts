import { sql } from 'drizzle-orm';
import { canonicalJson, HashChain } from '@/lib/server/audit/canonical';
import { db } from '@/lib/server/db/client';

/**
 * SQL that gives each seal the hash that its event has by now. It is what the owner of the tables
 * can do: the hashes fit then, and the MACs don't.
 */
export async function recomputedChain(): Promise<string> {
  const { rows } = await db().execute<Record<string, unknown>>(sql`
    select seal.sequence::int, event.sequence::int as position, event.id, at, account_id,
      actor_id, actor_email, action, target, outcome, reason, ticket, request_id, ip, details
    from audit_seals as seal join audit_events as event on event.sequence = seal.position
    order by seal.sequence`);
  const chain = new HashChain();
  const hashes = rows.map((row) => {
    const canonical = canonicalJson({
      ...{ sequence: row.sequence, position: row.position, id: row.id, action: row.action },
      at: new Date(String(row.at)).toISOString(),
      ...{ target: row.target, outcome: row.outcome, ip: row.ip, requestId: row.request_id },
      actor: { id: row.actor_id, email: row.actor_email },
      // Left out where there are none.
      accountId: row.account_id ?? undefined,
      ...{ reason: row.reason ?? undefined, ticket: row.ticket ?? undefined },
      details: row.details,
    });
    return `update audit_seals set hash = decode('${chain.add(canonical)}', 'hex')
      where sequence = ${String(row.sequence)}`;
  });
  return hashes.join(';');
}
