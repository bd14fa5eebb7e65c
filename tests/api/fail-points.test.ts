import { join } from 'node:path';
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db, pool } from '@/lib/server/db/client';
import { accounts, auditEvents } from '@/lib/server/db/schema';
import { devicesOf } from '@/lib/server/devices/list-devices';
import type { Handler, RouteContext } from '@/lib/server/http/route';
import { userList } from '@/lib/server/users/user-list';
import { accessMatrix } from '@/tests/support/access-matrix';
import { expectDescribed } from '@/tests/support/described-answers';
import { failingAt, FAULT_TEXT, plantFailPoints, untilQuiet } from '@/tests/support/fail-points';
import { knownToNext } from '@/tests/support/next-headers';
import { signInAnew } from '@/tests/support/operation-setup';
import type { Operation } from '@/tests/support/operation';
import { operations } from '@/tests/support/operations';
import { permissionEvents } from '@/tests/support/permission-events';
import {
  PASSWORD,
  STAFF_PASSWORD,
  startPolicyDesk,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { size } from '@/tests/support/size';

type Answer = { status: number; headers: Headers; body: string };

const ANSWERED_WITHIN_MS = 30_000;

/** Emails are queued; nothing sends them here. */
const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'desk@example.com' };

let desk: PolicyDesk;
let pointsTried = 0;
/** Of those that succeeded, by what they require. */
const recordedBy = new Map<string, Set<string>>();

beforeAll(async () => {
  desk = await startPolicyDesk({ seed: 'demo', upstreamTimeoutMs: 10_000, settings: mail });
  await desk.begin();
  globalThis.resellerDeskWorkerIsRunning = true;
  plantFailPoints();
});
afterAll(async () => {
  globalThis.resellerDeskWorkerIsRunning = false;
  vi.restoreAllMocks();
  await desk.close();
});

describe('a fault thrown anywhere inside a handler (N62)', () => {
  it('is injected in every method of every route', () => {
    const declared = Object.entries(accessMatrix).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const injected = new Set(operations.map(({ name }) => name.split(',')[0]));
    expect([...injected].sort()).toEqual(declared.sort());
  });

  it.each(operations)(
    '$name: gets a response, reveals nothing and leaves nothing behind',
    async (operation) => {
      // What an earlier operation did to its sessions is over for this one, however long it took.
      for (const role of ['administrator', 'manager', 'technician'] as const) {
        await signInAnew(desk, role);
      }
      // Accounts connected by an earlier one would be read, too.
      await db().delete(accounts);
      await desk.setPolicy({});
      await desk.setStaffPolicy({ exportsPerHour: null });
      const points = await succeed(operation);
      for (let place = 1; place <= points.length; place += 1) {
        if (wasTriedBefore(points.slice(0, place))) continue;
        if (await tryPoint(operation, place)) pointsTried += 1;
      }
    },
    // A sign-in has nearly thirty points, each prepared from scratch; a response has its own time
    // limit.
    240_000,
  );

  it('and without one, the operations of each permission leave all its events, and no other (N69)', () => {
    const names = Object.keys(permissionEvents);
    const seen = names.map((name) => [name, [...(recordedBy.get(name) ?? [])].sort()]);
    const declared = Object.entries(permissionEvents).map(([name, events]) => {
      return [name, events?.done.toSorted() ?? []];
    });
    expect(seen).toEqual(declared);
  });

  it('was injected at hundreds of points', () => {
    expect(pointsTried).toBeGreaterThan(300);
  });
});

/** Without a fault. @returns the points it passes */
async function succeed(operation: Operation): Promise<readonly string[]> {
  const { points, done } = failingAt(Infinity, await callOf(operation));
  const answer = await within(done);
  await quiet();
  expect(answer.status, operation.name).toBe(operation.well);
  expectDescribed(operation.name.split(',')[0] ?? '', answer);
  await noteEvents(operation, answer);
  return points;
}

/** How often each way to a point was tried. */
const tried = new Map<string, number>();
const OFTEN_ENOUGH = size(1, Infinity);

/**
 * All operations begin with the same reads, of the session and the role: a fault among them was
 * tried in some of the others.
 */
function wasTriedBefore(way: readonly string[]): boolean {
  const key = way.join('\n');
  const times = tried.get(key) ?? 0;
  tried.set(key, times + 1);
  return times >= OFTEN_ENOUGH;
}

/** @returns whether the operation came to such a point this time: if not, it succeeded */
async function tryPoint(operation: Operation, failAt: number): Promise<boolean> {
  const call = await callOf(operation);
  const { points, done } = failingAt(failAt, call);
  const answer = await within(done);
  await quiet();
  if (points.length < failAt) {
    expect(answer.status, operation.name).toBe(operation.well);
    return false;
  }
  const passed = points.slice(0, failAt);
  const where = `${operation.name}, at ${passed.at(-1)}`;
  const tolerance = toleranceOf(operation, passed);
  if (tolerance) expect(answer.status, where).toBe(tolerance.status ?? operation.well);
  else expectProblem(answer, where, isLostCommit(operation, passed) ? lostCommit : plain);
  expectNoWordOfIt(answer, where);
  await expectClosedEvents(answer, where);
  await expectNothingHeld(where);
  const again = tolerance ? await callOf(operation) : call;
  expect((await within(again())).status, `${where}, once more`).toBe(operation.well);
  await quiet();
  return true;
}

async function noteEvents({ name }: Operation, { headers }: Answer): Promise<void> {
  const [method = '', route = ''] = (name.split(',')[0] ?? '').split(' ');
  const access = accessMatrix[route]?.[method as 'GET'] ?? '';
  const seen = recordedBy.get(access) ?? new Set();
  recordedBy.set(access, seen);
  const events = await db()
    .select({ action: auditEvents.action, outcome: auditEvents.outcome })
    .from(auditEvents)
    .where(eq(auditEvents.requestId, headers.get('x-request-id') ?? ''));
  for (const { action, outcome } of events) {
    const isAlarm = action.endsWith('.limit_reached');
    if (outcome !== 'denied' && outcome !== 'failure' && !isAlarm) seen.add(action);
  }
}

/** Brings the desk into a state in which the operation succeeds. @returns the call */
async function callOf({ name, prepare }: Operation): Promise<() => Promise<Answer>> {
  await desk.forgetClicks();
  const { path, query = '', ...call } = await prepare(desk);
  await desk.forgetClicks();
  const [method = '', route = ''] = (name.split(',')[0] ?? '').split(' ');
  const file = (await import(join(process.cwd(), 'app', route, 'route.ts'))) as unknown;
  const handler = (file as Record<string, Handler>)[method] as Handler;
  const context: RouteContext = { params: Promise.resolve({ nextauth: path?.split('/') }) };
  const handle: Handler = path ? (request) => knownToNext(handler)(request, context) : handler;
  const address = path ? route.replace('[...nextauth]', path) : route;
  return async () => {
    const response = await desk.call(handle, `${method} ${address}${query}`, call);
    const body = await response.text().catch(() => 'broke off');
    return { status: response.status, headers: response.headers, body };
  };
}

async function within(done: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ANSWERED_WITHIN_MS);
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** Work that continues after the response is part of it. */
async function quiet(): Promise<void> {
  await untilQuiet();
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await devicesOf(await findAccount(everyone, 'remoteit')).saved();
  await untilQuiet();
}

/** What other servers learned of a vendor: without it, this one goes by what it learned itself. */
const OF_OTHER_SERVERS = / from upstream_waits /;

function toleranceOf({ tolerates }: Operation, points: readonly string[]) {
  const before = points.slice(0, -1);
  if (OF_OTHER_SERVERS.test(points.at(-1) ?? '')) return { status: undefined };
  return tolerates.find(
    ({ at, after }) =>
      at?.test(points.at(-1) ?? '') || (after && before.some((point) => after.test(point))),
  );
}

/** Calls that may be repeated whatever they recorded on the way. */
const REPEATABLE_CALL = /^(GET |POST \/api\/(auth|(users|devices)\/export))/;
/** What is recorded before the action, or about one that was refused. */
const BESIDE_THE_DEED = /^insert into "?(guess_counters|refusal_counts|sign_in_attempts)\b/;

/** Whether the fault leaves open if the action was done: at the commit of the action itself. */
function isLostCommit({ name }: Operation, points: readonly string[]): boolean {
  if (points.at(-1) !== 'commit' || REPEATABLE_CALL.test(name)) return false;
  const transaction = points.slice(points.findLastIndex((point) => point.startsWith('begin')));
  return !transaction.some((point) => BESIDE_THE_DEED.test(point));
}

const plain = {
  type: 'urn:reseller-desk:problem:internal',
  title: 'An internal error occurred',
  status: 500,
  code: 'internal',
  detail:
    'An internal error occurred. Try again. If it happens again, give the request ID to an admin.',
};

const lostCommit = {
  type: 'urn:reseller-desk:problem:outcome_unknown',
  title: 'Outcome unknown: this may have been saved',
  status: 503,
  code: 'outcome_unknown',
  detail:
    'The connection to the database was lost before it confirmed this, so it may or may not have been saved. Check the list or the audit log before you repeat it, and repeat it only if it isn’t there.',
};

function expectProblem(
  { status, headers, body }: Answer,
  where: string,
  problem: typeof plain,
): void {
  expect(status, where).toBe(problem.status);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const requestId = headers.get('x-request-id');
  expect(JSON.parse(body), where).toEqual({ ...problem, requestId });
}

function expectNoWordOfIt({ headers, body }: Answer, where: string): void {
  expect(headers.get('x-request-id'), where).toMatch(/^[0-9a-f-]{36}$/);
  const said = `${body} ${decodeURIComponent([...headers].join(' '))}`;
  for (const word of [FAULT_TEXT, 'Failed query', 'node_modules', PASSWORD, STAFF_PASSWORD]) {
    expect(said, where).not.toContain(word);
  }
}

const ends: Record<string, string[]> = {
  'auto_login.requested': ['auto_login.opened', 'auto_login.failed', 'auto_login.unconfirmed'],
  'user.add_requested': ['user.added', 'user.add_failed', 'user.add_unconfirmed'],
  'connection.open_requested': ['connection.opened'],
  'connection.close_requested': ['connection.closed'],
};

/**
 * An upstream write that was started has an outcome in the audit log, and it matches the response.
 */
async function expectClosedEvents({ status, headers }: Answer, where: string): Promise<void> {
  const events = await db()
    .select({ action: auditEvents.action, outcome: auditEvents.outcome })
    .from(auditEvents)
    .where(eq(auditEvents.requestId, headers.get('x-request-id') ?? ''))
    .orderBy(asc(auditEvents.sequence));
  const possible = events.flatMap(({ action }) => ends[action] ?? []);
  if (possible.length === 0) return;
  const outcomes = events.flatMap(({ action, outcome }) =>
    possible.includes(action) ? [outcome] : [],
  );
  expect(outcomes, where).toHaveLength(1);
  expect(outcomes[0] === 'success', where).toBe(status < 400);
}

/** No connection, transaction or lock is kept. */
async function expectNothingHeld(where: string): Promise<void> {
  const taken = () => pool().totalCount - pool().idleCount + pool().waitingCount;
  await expect.poll(taken, { message: where, timeout: 10_000, interval: 5 }).toBe(0);
  // The pool forgets a connection that it closes at once. PostgreSQL learns of it, and ends what
  // the connection held, only when its process next runs.
  const held = async () => {
    const { rows } = await db().execute(sql`
      select
        (select count(*)::int from pg_stat_activity
         where datname = current_database() and state like 'idle in transaction%') as open,
        (select count(*)::int from pg_locks join pg_database on pg_database.oid = pg_locks.database
         where datname = current_database() and locktype = 'advisory') as locks`);
    return rows;
  };
  await expect
    .poll(held, { message: where, timeout: 10_000, interval: 5 })
    .toEqual([{ open: 0, locks: 0 }]);
}
