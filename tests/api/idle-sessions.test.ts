import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as approvals } from '@/app/api/approvals/route';
import { GET as events } from '@/app/api/batches/[id]/events/route';
import { GET as batch } from '@/app/api/batches/[id]/route';
import { GET as rows } from '@/app/api/batches/[id]/rows/route';
import { GET as batches } from '@/app/api/batches/route';
import { GET as connections } from '@/app/api/connections/route';
import { GET as devices } from '@/app/api/devices/route';
import { GET as overview } from '@/app/api/overview/route';
import { POST as revoke } from '@/app/api/staff/[id]/revoke-sessions/route';
import { DELETE as deleteStaff, PATCH as changeStaff } from '@/app/api/staff/[id]/route';
import { PATCH as setStaffPolicy } from '@/app/api/staff-policy/route';
import { GET as users } from '@/app/api/users/route';
import { endSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const BACKGROUND = { 'x-background': '1' };

let desk: TestDesk;
let batchId: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  batchId = await startBatch(['ann@south.example']);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.staff('technician');
  await db()
    .update(staffSessions)
    .set({ lastSeenAt: sql`now()`, revokedAt: null });
});

const passMinutes = (minutes: number) =>
  db()
    .update(staffSessions)
    .set({ lastSeenAt: sql`last_seen_at - make_interval(mins => ${minutes})` });

async function idleMinutes(): Promise<number> {
  const { id } = await desk.staff('technician');
  const idle = sql<number>`round(extract(epoch from now() - last_seen_at) / 60)::int`;
  const [row] = await db()
    .select({ idle })
    .from(staffSessions)
    .where(eq(staffSessions.staffId, id));
  return row?.idle ?? -1;
}

async function look(handler: Handler, path: string, headers: Record<string, string> = BACKGROUND) {
  const call = { as: 'technician', headers, params: { id: batchId } } as const;
  const response = await desk.call(handler, `GET ${path}`, call);
  await response.body?.cancel();
  return response.status;
}

const polls: [string, Handler][] = [
  ['/api/overview', overview],
  ['/api/approvals', approvals],
  ['/api/batches', batches],
  ['/api/batches/x', batch],
  ['/api/batches/x/rows', rows],
  ['/api/batches/x/events', events],
  ['/api/connections', connections],
  ['/api/devices', devices],
  ['/api/users', users],
];

describe('an idle session', () => {
  it.each(polls)('isn’t renewed by a page’s own polling: %s', async (path, handler) => {
    await passMinutes(20);
    expect(await look(handler, path)).toBe(200);
    expect(await idleMinutes()).toBe(20);
  });

  it('is renewed by calls of a person or a script', async () => {
    await passMinutes(20);
    expect(await look(overview, '/api/overview', {})).toBe(200);
    expect(await idleMinutes()).toBe(0);
  });

  it('isn’t renewed by a stream, marked or not', async () => {
    await passMinutes(20);
    expect(await look(events, '/api/batches/x/events', {})).toBe(200);
    expect(await idleMinutes()).toBe(20);
  });

  it('isn’t renewed by a browser’s prefetch', async () => {
    await passMinutes(20);
    expect(await look(users, '/api/users', { 'sec-purpose': 'prefetch' })).toBe(200);
    expect(await idleMinutes()).toBe(20);
  });

  it('ends as soon as the team policy says, also one that began before', async () => {
    const setPolicy = (json: object) =>
      desk.call(setStaffPolicy, 'PATCH /api/staff-policy', { json });
    const seen = () => look(users, '/api/users', {});
    await passMinutes(11);
    expect(await seen()).toBe(200);
    await passMinutes(11);
    expect((await setPolicy({ sessionIdleMinutes: 10 })).status).toBe(200);
    expect(await seen()).toBe(401);
    expect((await setPolicy({ sessionIdleMinutes: 60, sessionHours: 1 })).status).toBe(200);
    expect(await seen()).toBe(200);
    const began = sql`now() - interval '61 minutes'`;
    await db().update(staffSessions).set({ createdAt: began });
    expect(await seen()).toBe(401);
    await db()
      .update(staffSessions)
      .set({ createdAt: sql`now()` });
    for (const json of [{ sessionIdleMinutes: 4 }, { sessionHours: 169 }, { sessionHours: null }]) {
      expect((await setPolicy(json)).status).toBe(400);
    }
    await setPolicy({ sessionIdleMinutes: 30, sessionHours: 12 });
  });

  it('with a landing page left open ends after half an hour (N11)', async () => {
    const answers: number[] = [];
    for (let minute = 0; minute < 31; minute += 1) {
      answers.push(await look(overview, '/api/overview'));
      await passMinutes(1);
    }
    expect(answers.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(await look(overview, '/api/overview')).toBe(401);
    expect(await look(overview, '/api/overview', {})).toBe(401);
  });
});

describe('an open stream', () => {
  async function openStream(): Promise<{ hasEnded: boolean }> {
    const call = { as: 'technician', params: { id: batchId } } as const;
    const response = await desk.call(events, `GET /api/batches/${batchId}/events`, call);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    const stream = { hasEnded: false };
    const drain = async () => {
      while (!(await reader?.read())?.done);
      stream.hasEnded = true;
    };
    void drain();
    return stream;
  }
  const params = async () => ({ id: (await desk.staff('technician')).id });
  const ends: [string, () => Promise<unknown>][] = [
    ['has been idle too long', () => passMinutes(31)],
    ['is ended by its person', async () => endSession((await desk.staff('technician')).sessionId)],
    [
      'is ended by an administrator',
      async () =>
        desk.call(revoke, 'POST /api/staff/x/revoke-sessions', { params: await params() }),
    ],
    [
      'belongs to somebody who is disabled',
      async () =>
        desk.call(changeStaff, 'PATCH /api/staff/x', {
          params: await params(),
          json: { isDisabled: true },
        }),
    ],
    [
      'belongs to somebody who is deleted',
      async () => desk.call(deleteStaff, 'DELETE /api/staff/x', { params: await params() }),
    ],
  ];

  it.each(ends)('ends within two seconds after its session %s (N04)', async (_, end) => {
    await db().update(staffMembers).set({ isDisabled: false });
    const stream = await openStream();
    await end();
    await expect.poll(() => stream.hasEnded, { timeout: 2_000, interval: 50 }).toBe(true);
    expect(await look(overview, '/api/overview')).toBe(401);
  });
});
