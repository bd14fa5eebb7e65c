import 'server-only';
import { sql } from 'drizzle-orm';
import type { Forwarding } from '@/lib/contract/audit';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { sendHttps } from './forward-https';
import { sendSyslog, type ForwardedEvent } from './forward-syslog';
import { recordEvents } from './record';

export type Destination = {
  /** Its address, and that of its cursor. */
  name: string;
  send: (events: readonly ForwardedEvent[], signal: AbortSignal) => Promise<void>;
};

/** As the settings have them. Another address is another destination, which gets everything. */
export function forwardDestinations(): Destination[] {
  const { syslog, https } = env().forwarding;
  const destinations: Destination[] = [];
  if (syslog) {
    const host = syslog.host.includes(':') ? `[${syslog.host}]` : syslog.host;
    const name = `syslog+tls://${host}:${syslog.port}`;
    destinations.push({ name, send: (...given) => sendSyslog(syslog, ...given) });
  }
  if (https) {
    // A query may hold a secret.
    const { origin, pathname } = new URL(https.url);
    const name = `${origin}${pathname}`;
    destinations.push({ name, send: (...given) => sendHttps(https, ...given) });
  }
  return destinations;
}

/** At once, unless that takes too long. */
export const MAX_BATCH = 500;

/**
 * Adds the cursors of new destinations, which begin with the first event that is kept. Called at
 * each start: that forwarding started or stopped is an event.
 */
export async function announceForwarding(): Promise<void> {
  const names = forwardDestinations().map(({ name }) => name);
  await db().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('forwarding'))`);
    const { rows: started } = await tx.execute<{ name: string }>(sql`
      insert into audit_forwards as known (name, batch_size)
      select name, ${MAX_BATCH} from unnest(${sql.param(names)}::text[]) as name
      on conflict (name) do update set ended_at = null, started_at = now()
        where known.ended_at is not null
      returning name`);
    const { rows: stopped } = await tx.execute<{ name: string }>(sql`
      update audit_forwards set ended_at = now()
      where ended_at is null and name <> all(${sql.param(names)}::text[]) returning name`);
    const events = [
      ...started.map(({ name }) => ({ action: 'activity.forwarding_started' as const, name })),
      ...stopped.map(({ name }) => ({ action: 'activity.forwarding_stopped' as const, name })),
    ];
    await recordEvents(
      systemActor('start'),
      events.map(({ action, name }) => ({ action, outcome: 'success', target: name })),
      tx,
    );
  });
}

/** Someone has to look if a destination is behind for longer. */
export const LAG_MINUTES = 60;

/** How far the destinations in the settings are behind. */
export async function forwardingState(): Promise<Forwarding[]> {
  const names = forwardDestinations().map(({ name }) => name);
  if (names.length === 0) return [];
  const { rows } = await db().execute<{
    name: string;
    behind: string;
    since: Date | null;
    failure: string | null;
    isLate: boolean;
  }>(sql`
    select name, since, failure,
      coalesce((select max(sequence) from audit_seals), 0) - sequence as behind,
      coalesce(since < now() - make_interval(mins => ${LAG_MINUTES}), false) as "isLate"
    from audit_forwards as forward left join lateral (
      select greatest(sealed_at, started_at) as since from audit_seals
      where sequence > forward.sequence order by sequence limit 1
    ) as waiting on true
    where name = any(${sql.param(names)}::text[]) order by name desc`);
  return rows.map(({ name, behind, since, failure, isLate }) => ({
    destination: name,
    behind: Math.max(0, Number(behind)),
    since: since && new Date(since).toISOString(),
    failure,
    isLate,
  }));
}
