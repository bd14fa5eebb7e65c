import 'server-only';
import { and, asc, count, desc, eq, inArray } from 'drizzle-orm';
import type { ActivityRow } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import {
  auditEvents,
  auditSeals,
  batches,
  connections,
  invitations,
  staffMembers,
} from '@/lib/server/db/schema';
import { requestsAndEnds } from '@/lib/shared/audit-actions';
import { formatNumber } from '@/lib/shared/format';
import { eventColumns, toEvent, type EventRow } from './event-rows';

/** Rows with what is folded into them, and with the names of what their ids stand for. */
export async function describeRows(rows: readonly EventRow[]): Promise<ActivityRow[]> {
  const [requestOf, counts, names] = await Promise.all([
    findRequests(rows),
    countInvitations(rows),
    findNames(rows),
  ]);
  return rows.map((row) => {
    const { actorId, action, target, details } = row.event;
    const request = requestOf(row);
    const own = action === 'batch.created' && target !== null ? counts.get(target) : undefined;
    return {
      ...toEvent(row),
      actorName: names.people.get(actorId)?.name,
      targetName:
        target === null ? undefined : (names.ofTarget(target) ?? deviceOf(action, details)),
      request: request && toEvent(request),
      batch: own && { counts: own },
    };
  });
}

/** What a device was called then. */
function deviceOf(action: string, { device }: Record<string, unknown>): string | undefined {
  return action.startsWith('device.') && typeof device === 'string' ? device : undefined;
}

type RequestOf = (row: EventRow) => EventRow | undefined;

/** Which request each outcome ends: the last one before it with the same facts. */
async function findRequests(rows: readonly EventRow[]): Promise<RequestOf> {
  const ends = new Set<string>(requestsAndEnds.map(([, end]) => end));
  const ids = rows.filter(({ event }) => ends.has(event.action)).map((row) => row.event.requestId);
  if (ids.length === 0) return () => undefined;
  const requests = await db()
    .select(eventColumns)
    .from(auditEvents)
    .leftJoin(auditSeals, eq(auditSeals.position, auditEvents.sequence))
    .where(
      and(
        inArray(auditEvents.requestId, ids),
        inArray(
          auditEvents.action,
          requestsAndEnds.map(([request]) => request),
        ),
      ),
    )
    .orderBy(asc(auditEvents.sequence));
  return ({ event }) => requests.findLast((request) => isEndedBy(request.event, event));
}

type Stored = EventRow['event'];

function isEndedBy(request: Stored, end: Stored): boolean {
  return (
    request.sequence < end.sequence &&
    request.requestId === end.requestId &&
    request.actorId === end.actorId &&
    request.accountId === end.accountId &&
    request.target === end.target &&
    requestsAndEnds.some(([asked, ended]) => asked === request.action && ended === end.action)
  );
}

/** The rows of each created batch, per status. */
async function countInvitations(
  rows: readonly EventRow[],
): Promise<ReadonlyMap<string, Record<string, number>>> {
  const counts = new Map<string, Record<string, number>>();
  const ids = targetsOf(rows.filter(({ event }) => event.action === 'batch.created'));
  if (ids.length === 0) return counts;
  const groups = await db()
    .select({ id: invitations.batchId, status: invitations.status, rows: count() })
    .from(invitations)
    .where(inArray(invitations.batchId, ids))
    .groupBy(invitations.batchId, invitations.status);
  for (const { id, status, rows: own } of groups) {
    counts.set(id, { ...counts.get(id), [status]: own });
  }
  return counts;
}

async function findNames(rows: readonly EventRow[]) {
  const targets = targetsOf(rows);
  const [people, ofBatches, ofServices] = await Promise.all([
    findPeople(rows, targets),
    findBatches(targets),
    findServices(rows),
  ]);
  const ofTarget = (target: string) =>
    people.get(target)?.email ?? ofBatches.get(target) ?? ofServices.get(target);
  return { people, ofTarget };
}

function targetsOf(rows: readonly EventRow[]): string[] {
  return [...new Set(rows.flatMap(({ event }) => event.target ?? []))];
}

async function findPeople(rows: readonly EventRow[], targets: readonly string[]) {
  const ids = [...new Set(rows.map(({ event }) => event.actorId)), ...targets];
  const { id, name, email } = staffMembers;
  const people = await db().select({ id, name, email }).from(staffMembers).where(inArray(id, ids));
  return new Map(people.map((person) => [person.id, person]));
}

async function findBatches(targets: readonly string[]) {
  const ids = targets.filter((target) => target.startsWith('bat_'));
  const { id, name, total } = batches;
  const found = await db().select({ id, name, total }).from(batches).where(inArray(id, ids));
  return new Map(found.map((batch) => [batch.id, batch.name ?? unnamed(batch.total)]));
}

function unnamed(total: number): string {
  return `Batch of ${formatNumber(total)}`;
}

/** The last known name of each remote.it service that was connected to. */
async function findServices(rows: readonly EventRow[]) {
  const ids = targetsOf(rows.filter(({ event }) => event.action.startsWith('connection.')));
  const { serviceId, serviceName, openedAt } = connections;
  const found = await db()
    .selectDistinctOn([serviceId], { id: serviceId, name: serviceName })
    .from(connections)
    .where(inArray(serviceId, ids))
    .orderBy(serviceId, desc(openedAt));
  return new Map(found.map(({ id, name }) => [id, name]));
}
