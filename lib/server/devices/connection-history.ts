import 'server-only';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Device, PastConnection } from '@/lib/contract/devices';
import { db } from '@/lib/server/db/client';
import { auditEvents, connections, staffMembers } from '@/lib/server/db/schema';

const SHOWN = 10;

type Event = typeof auditEvents.$inferSelect;

/**
 * The last connections to a device's services, and attempts, newest first: by the audit log. One
 * that no one closed ended by itself, at the latest when its time was over: remote.it doesn't
 * report when.
 */
export async function findHistory(
  { accountId, services }: Pick<Device, 'accountId' | 'services'>,
  now: Date,
): Promise<PastConnection[]> {
  const serviceIds = services.map(({ id }) => id);
  const isOfDevice = and(
    eq(auditEvents.accountId, accountId),
    inArray(auditEvents.target, serviceIds),
  );
  const opened = await db()
    .select()
    .from(auditEvents)
    .where(and(isOfDevice, eq(auditEvents.action, 'connection.opened')))
    .orderBy(desc(auditEvents.sequence))
    .limit(SHOWN);
  const ids = opened.flatMap((event) => connectionIdOf(event) ?? []);
  const [closed, known] = await Promise.all([
    db()
      .select()
      .from(auditEvents)
      .where(
        and(
          isOfDevice,
          eq(auditEvents.action, 'connection.closed'),
          eq(auditEvents.outcome, 'success'),
          inArray(sql`${auditEvents.details} ->> 'connectionId'`, ids),
        ),
      ),
    db().select().from(connections).where(inArray(connections.id, ids)),
  ]);
  const nameOf = await namesOf([...opened, ...closed]);
  const endOf = (id: string): PastConnection['end'] => {
    const end = closed.find((event) => connectionIdOf(event) === id);
    if (end) return { kind: 'disconnected', at: end.at.toISOString(), by: nameOf(end) };
    const row = known.find((connection) => connection.id === id);
    if (!row) return null;
    if (row.expiresAt > now) return { kind: 'open' };
    return { kind: 'ended', at: row.expiresAt.toISOString() };
  };
  return opened.map((event) => {
    const id = connectionIdOf(event);
    const { service } = event.details;
    return {
      id: event.id,
      at: event.at.toISOString(),
      by: nameOf(event),
      serviceId: event.target ?? '',
      service: typeof service === 'string' ? service : null,
      outcome: event.outcome,
      end: id === null ? null : endOf(id),
    };
  });
}

function connectionIdOf({ details: { connectionId } }: Event): string | null {
  return typeof connectionId === 'string' ? connectionId : null;
}

/** As people are called now; the email of someone who was removed. */
async function namesOf(events: readonly Event[]): Promise<(event: Event) => string> {
  const { id, name } = staffMembers;
  const ids = [...new Set(events.map(({ actorId }) => actorId))];
  const people = await db().select({ id, name }).from(staffMembers).where(inArray(id, ids));
  const names = new Map(people.map((person) => [person.id, person.name]));
  return ({ actorId, actorEmail }) => names.get(actorId) ?? actorEmail;
}
