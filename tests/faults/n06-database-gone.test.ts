import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GET as EXPORT_ACTIVITY } from '@/app/api/activity/export/route';
import { POST as SIGN_IN_AS } from '@/app/api/auto-login/route';
import { GET as LIST_BATCHES, POST as CREATE_BATCH } from '@/app/api/batches/route';
import { POST as OPEN } from '@/app/api/connections/route';
import { POST as INVITE } from '@/app/api/staff/route';
import { GET as LIST_USERS, POST as ADD_USER } from '@/app/api/users/route';
import { closeDatabase, pool } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { knowUsers } from '@/tests/support/know-users';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.staff('administrator');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => desk.close());

const batch = { rows: [{ email: 'one@lost.example', seats: 1 }], holdSeconds: 0 };
const person = {
  firstName: 'New',
  lastName: 'Person',
  email: 'new@lost.example',
  password: 'Passw0rd-of-theirs',
};

const writes = {
  'POST /api/batches': () => desk.call(CREATE_BATCH, 'POST /api/batches', { json: batch }),
  'POST /api/users': () => desk.call(ADD_USER, 'POST /api/users', { json: person }),
  'POST /api/staff': () =>
    desk.call(INVITE, 'POST /api/staff', {
      json: { email: 'new@desk.example', name: 'New', role: 'viewer' },
    }),
};

describe('N06: the database goes down while the server runs', () => {
  let relay: Server;
  let direct: string;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    direct = process.env.DATABASE_URL ?? '';
    const target = new URL(direct);
    const [port, host] = [Number(target.port), target.hostname];
    relay = createServer((client) => {
      const server = connect(port, host);
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      }
      client.pipe(server).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const address = relay.address();
    target.port = String(typeof address === 'object' && address ? address.port : 0);
    await move(target.href);
  });
  afterEach(async () => {
    relay.close();
    await move(direct);
  });

  async function move(url: string): Promise<void> {
    await closeDatabase();
    process.env.DATABASE_URL = url;
    resetEnv();
  }

  it('reads and writes get 503 with Retry-After, and work again afterwards', async () => {
    const port = (relay.address() as { port: number }).port;
    expect((await desk.call(LIST_BATCHES, 'GET /api/batches')).status).toBe(200);
    const closed = once(relay, 'close');
    relay.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    const calls = [
      () => desk.call(LIST_BATCHES, 'GET /api/batches'),
      () => desk.call(LIST_USERS, 'GET /api/users'),
      ...Object.values(writes),
    ];
    for (const call of calls) {
      const response = await call();
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await response.json()).toMatchObject({
        code: 'unavailable',
        detail: expect.stringContaining('The database can’t be reached'),
      });
    }
    expect(desk.sandbox.remotepc.calls.filter(({ operation }) => operation !== 'list')).toEqual([]);
    relay.listen(port, '127.0.0.1');
    await once(relay, 'listening');
    expect((await desk.call(LIST_BATCHES, 'GET /api/batches')).status).toBe(200);
  });
});

/**
 * PostgreSQL executes each statement that starts like this, and the connection breaks before its
 * response.
 */
function losingAnswersOf(start: RegExp): void {
  const query = Client.prototype.query as (...given: unknown[]) => unknown;
  vi.spyOn(Client.prototype as { query: typeof query }, 'query').mockImplementation(function (
    this: Client,
    ...given
  ) {
    const { text } = given[0] as { text?: string };
    if (!start.test(text ?? '')) return query.apply(this, given);
    const lost = new Error('Connection terminated unexpectedly');
    const answer = given.at(-1);
    // The pool itself uses a callback, transactions a promise.
    if (typeof answer !== 'function')
      return Promise.resolve(query.apply(this, given)).then(() => Promise.reject(lost));
    return query.apply(this, [...given.slice(0, -1), () => (answer as (e: Error) => void)(lost)]);
  });
}

describe('a commit whose response is lost', () => {
  it.each(['POST /api/batches', 'POST /api/staff'] as const)(
    '%s: its outcome is unknown, and the error says what to check instead of “try again”',
    async (name) => {
      losingAnswersOf(/^commit/);
      const response = await writes[name]();
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBeNull();
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      expect(code).toBe('outcome_unknown');
      expect(detail).not.toMatch(/try again/i);
    },
  );

  it('GET /api/batches: a read has no unknown outcome, and may be tried again', async () => {
    losingAnswersOf(/^commit/);
    const response = await desk.call(LIST_BATCHES, 'GET /api/batches');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });

  it('GET /api/activity/export: neither does a file of which no line was sent', async () => {
    losingAnswersOf(/^commit/);
    const response = await desk.call(EXPORT_ACTIVITY, 'GET /api/activity/export');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });

  it('creates no second batch if the same key comes again', async () => {
    const count = async () => {
      const { total } = (await (await desk.call(LIST_BATCHES, 'GET /api/batches')).json()) as {
        total: number;
      };
      return total;
    };
    const before = await count();
    const create = () =>
      desk.call(CREATE_BATCH, 'POST /api/batches', {
        json: batch,
        headers: { 'idempotency-key': 'lost-once' },
      });
    losingAnswersOf(/^commit/);
    expect(await (await create()).json()).toMatchObject({ code: 'outcome_unknown' });
    vi.restoreAllMocks();
    expect(await (await create()).json()).toMatchObject({ code: 'request_in_flight' });
    await asOwner(`update idempotency_keys set created_at = now() - interval '1 hour'`);
    const later = await create();
    expect(later.status).toBe(409);
    expect(await later.json()).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('it may or may not have been carried out'),
    });
    expect(await count()).toBe(before + 1);
  });

  it.each([
    ['POST /api/users', writes['POST /api/users'], /^\s*insert into audit_events/],
    [
      'POST /api/connections',
      () => desk.call(OPEN, 'POST /api/connections', { json: { serviceId: 'any' } }),
      /^\s*insert into audit_events/,
    ],
    [
      'POST /api/auto-login',
      () =>
        desk.call(SIGN_IN_AS, 'POST /api/auto-login', {
          json: { username: 'user000001@customer001.example', password: 'some-password' },
        }),
      /^commit/,
    ],
  ] as const)(
    '%s: if the event before the upstream call is lost, nothing is sent, and a repetition sends once',
    async (_name, call, statement) => {
      desk.sandbox.remotepc.state.addUser({ username: 'user000001@customer001.example' });
      await knowUsers(desk.sandbox);
      await pool().query('select 1');
      desk.sandbox.remotepc.calls.length = 0;
      losingAnswersOf(statement);
      const response = await call();
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'unavailable' });
      const writes = ['add', 'signin', 'connect'];
      const { remotepc, remoteit } = desk.sandbox;
      const sent = [...remotepc.calls, ...remoteit.calls].map(({ operation }) => operation);
      expect(sent.filter((operation) => writes.includes(operation))).toEqual([]);
    },
  );
});

describe('N74: the disk is full', () => {
  it('answers writes with 507 and what to do, serves reads, and recovers once there is space', async () => {
    await asOwner(`
      create function no_room() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
      create trigger no_room before insert on batches execute function no_room();
      create trigger no_room before insert on staff_members execute function no_room();
      create trigger no_room before insert on audit_events execute function no_room()`);
    for (const write of Object.values(writes)) {
      const response = await write();
      expect(response.status).toBe(507);
      expect(await response.json()).toMatchObject({
        code: 'storage_full',
        detail: expect.stringContaining('free up space on the database’s disk'),
      });
    }
    expect((await desk.call(LIST_BATCHES, 'GET /api/batches')).status).toBe(200);
    await asOwner('drop function no_room cascade');
    expect((await writes['POST /api/batches']()).status).toBe(202);
  });
});
