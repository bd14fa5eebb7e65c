import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeLostRequests } from '@/lib/server/audit/close-lost-requests';
import { createId, db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

function recorded(
  action: string,
  requestId: string,
  minutesAgo: number,
  more: Partial<typeof auditEvents.$inferInsert> = {},
) {
  return db()
    .insert(auditEvents)
    .values({
      id: createId('evt'),
      at: sql`now() - make_interval(mins => ${minutesAgo})`,
      actorId: 'stf_1',
      actorEmail: 'ann@desk.example',
      action,
      target: `of ${requestId}`,
      outcome: 'success',
      requestId,
      ip: '192.0.2.1',
      ...more,
    });
}

async function ended() {
  const events = await db()
    .select()
    .from(auditEvents)
    .where(sql`outcome = 'unknown'`)
    .orderBy(asc(auditEvents.sequence));
  return events.map(
    (event) => `${event.requestId}: ${event.actorEmail} ${event.action} ${event.target}`,
  );
}

test('a call without a recorded outcome is closed as unknown, once, for the person who made it', async () => {
  await recorded('auto_login.requested', 'sign-in', 11);
  await recorded('user.add_requested', 'add', 11);
  await recorded('connection.open_requested', 'connect', 11);
  await recorded('connection.close_requested', 'disconnect', 11);
  await recorded('user.add_requested', 'add that ended', 11);
  await recorded('user.added', 'add that ended', 11);
  await recorded('auto_login.requested', 'still under way', 9);
  await recorded('batch.chunk_requested', 'invitations', 11);
  await Promise.all([closeLostRequests(), closeLostRequests()]);
  expect(await ended()).toEqual([
    'sign-in: ann@desk.example auto_login.unconfirmed of sign-in',
    'add: ann@desk.example user.add_unconfirmed of add',
    'connect: ann@desk.example connection.opened of connect',
    'disconnect: ann@desk.example connection.closed of disconnect',
  ]);
});

test('an outcome of another person, account or user with the same request id closes nothing', async () => {
  const id = 'chosen by the caller';
  await recorded('user.add_requested', id, 11);
  await recorded('user.added', id, 11, { actorId: 'stf_2', actorEmail: 'bob@desk.example' });
  await recorded('user.added', id, 11, { accountId: 'rpc_2' });
  await recorded('user.added', id, 11, { target: 'another@desk.example' });
  await closeLostRequests();
  expect((await ended()).filter((event) => event.startsWith(id))).toEqual([
    `${id}: ann@desk.example user.add_unconfirmed of ${id}`,
  ]);
});
