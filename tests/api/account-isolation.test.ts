import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATCH } from '@/app/api/accounts/[id]/route';
import { POST as SIGN_IN } from '@/app/api/auto-login/route';
import { POST as INVITE } from '@/app/api/batches/route';
import { DELETE as DISCONNECT } from '@/app/api/connections/[id]/route';
import { GET as CONNECTIONS, POST as CONNECT } from '@/app/api/connections/route';
import { DELETE as FORGET, PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { GET as USERS, POST as ADD } from '@/app/api/users/route';
import type { Connection, ConnectionsPage } from '@/lib/contract/devices';
import type { UsersPage } from '@/lib/contract/users';
import { Random } from '@/lib/sandbox/random';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { findAccount } from '@/lib/server/accounts/accounts';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { loadUpstreamList } from '@/lib/server/accounts/upstream-list';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import {
  auditEvents,
  batches,
  connections,
  invitations,
  seatSnapshots,
  signInAttempts,
  storedPasswords,
} from '@/lib/server/db/schema';
import { claimChunk } from '@/lib/server/invitations/claim-chunk';
import { sendChunk } from '@/lib/server/invitations/send-chunk';
import { userList } from '@/lib/server/users/user-list';
import {
  forgetUpstreams,
  startTestDesk,
  type RouteCall,
  type TestDesk,
} from '@/tests/support/call-route';
import { size } from '@/tests/support/size';

const OPERATIONS = 200;
/** 50 in `npm run test:soak`. */
const SEEDS = size(3, 50);
const BOTH = 'both@shared.example';
const SSH = '80:00:00:00:01:00:81:a1';

/** One reseller account of each vendor, on simulators of their own. */
type Side = {
  letter: string;
  remotepc: RemotepcSandbox;
  remoteit: RemoteitSandbox;
  ids: { remotepc: string; remoteit: string };
  keys: string[];
  /** Who was added, besides the two from the start. */
  users: Set<string>;
  stored: Set<string>;
  connects: number;
};

let desk: TestDesk;
let a: Side;
let b: Side;
let number = 0;

const passwordOf = (letter: string) => `password-of-${letter}`;
const domainOf = (letter: string) => `${letter}.example`;

async function startSide(letter: string): Promise<Side> {
  const autoLoginOrigin = `https://${letter}.login.example`;
  const remotepc = await startRemotepcSandbox({ seed: 'empty', autoLoginOrigin });
  const remoteit = await startRemoteitSandbox();
  const first = `first@${domainOf(letter)}`;
  const password = passwordOf(letter);
  for (const username of [first, BOTH]) remotepc.state.addUser({ username, password });
  remotepc.state.apiKey = `key-${letter}-0`;
  const shared = { name: letter, isDefault: false, saveUntested: false };
  const actor = systemActor('request-1');
  const one = await addAccount(actor, {
    ...{ ...shared, upstream: 'remotepc', url: remotepc.baseUrl },
    secret: { apiKey: remotepc.state.apiKey },
  });
  const other = await addAccount(actor, {
    ...{ ...shared, upstream: 'remoteit', url: remoteit.baseUrl },
    secret: remoteit.credentials,
  });
  return {
    ...{ letter, remotepc, remoteit, ids: { remotepc: one.id, remoteit: other.id }, connects: 0 },
    ...{ keys: [remotepc.state.apiKey], users: new Set([first, BOTH]), stored: new Set() },
  };
}

beforeEach(async () => {
  desk = await startTestDesk({
    seed: 'empty',
    env: { UPSTREAM_TIMEOUT_MS: '5000', AUTO_LOGIN_HOSTS: 'a.login.example,b.login.example' },
  });
  a = await startSide('a');
  b = await startSide('b');
});
afterEach(async () => {
  await desk.close();
  for (const { remotepc, remoteit } of [a, b]) {
    await remotepc.close();
    await remoteit.close();
  }
});
afterAll(() => forgetUpstreams());

const otherOf = (side: Side) => (side === a ? b : a);
const send = (handler: Parameters<TestDesk['call']>[0], line: string, options: RouteCall = {}) =>
  desk.call(handler, line, options);

async function pageOf(query: string): Promise<UsersPage> {
  const response = await send(USERS, `GET /api/users?pageSize=500&${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as UsersPage;
}

const usernamesOf = ({ users }: Side) => [...users].sort();

/** Each may be done in any state; what it sees and does must be its own side's alone. */
const operations: Record<string, (side: Side, random: Random) => Promise<void>> = {
  'list the users': async (side) => {
    const page = await pageOf(`account=${side.ids.remotepc}&refresh=1`);
    expect(page.items.map(({ username }) => username).sort()).toEqual(usernamesOf(side));
    expect(page.items.every(({ accountId }) => accountId === side.ids.remotepc)).toBe(true);
    const stored = page.items.flatMap((user) => (user.hasStoredPassword ? [user.username] : []));
    expect(stored.sort()).toEqual([...side.stored].sort());
  },
  'list all users': async () => {
    const page = await pageOf('account=all&refresh=1');
    expect(page.total).toBe(a.users.size + b.users.size);
    expect(page.summary.users).toBe(a.users.size + b.users.size);
    for (const { username, accountId, hasStoredPassword } of page.items) {
      const side = accountId === a.ids.remotepc ? a : b;
      expect(side.users).toContain(username);
      expect(hasStoredPassword).toBe(side.stored.has(username));
    }
  },
  'add a user': async (side) => {
    const email = `new${(number += 1)}@${domainOf(side.letter)}`;
    const json = { firstName: 'A', lastName: 'B', email, password: passwordOf(side.letter) };
    const response = await send(ADD, `POST /api/users?account=${side.ids.remotepc}`, { json });
    expect(response.status).toBe(201);
    side.users.add(email);
  },
  'store a password': async (side, random) => {
    const username = random.pick([...side.users]);
    const json = { username, password: passwordOf(side.letter) };
    await send(STORE, `PUT /api/stored-passwords?account=${side.ids.remotepc}`, { json });
    side.stored.add(username);
  },
  'forget a password': async (side, random) => {
    const username = random.pick([...side.users]);
    const json = { username };
    await send(FORGET, `DELETE /api/stored-passwords?account=${side.ids.remotepc}`, { json });
    side.stored.delete(username);
  },
  'sign in with the stored password': async (side, random) => {
    // A second click within seconds would be the same one.
    await db().delete(signInAttempts);
    const username = random.pick([BOTH, ...side.users]);
    const form = { username, account: side.ids.remotepc };
    const response = await send(SIGN_IN, 'POST /api/auto-login', {
      form,
      headers: { accept: 'application/json' },
    });
    if (!side.stored.has(username)) {
      expect(await response.json()).toMatchObject({ code: 'password_required' });
      return;
    }
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get('location') ?? '').host).toBe(
      `${side.letter}.login.example`,
    );
  },
  'invite three people': async (side) => {
    const rows = Array.from({ length: 3 }, () => ({
      email: `guest${(number += 1)}@${domainOf(side.letter)}`,
    }));
    const line = `POST /api/batches?account=${side.ids.remotepc}`;
    const response = await send(INVITE, line, { json: { rows } });
    const { id } = (await response.json()) as { id: string };
    const claim = await claimChunk(id, 50);
    const client = await remotepcFor(await findAccount(everyone, 'remotepc', side.ids.remotepc));
    if (claim) await sendChunk(claim, client);
    const sent = await db().select().from(invitations).where(eq(invitations.batchId, id));
    expect(sent.map(({ status }) => status)).toEqual(['invited', 'invited', 'invited']);
  },
  'export the users': async (side) => {
    const query = `account=${side.ids.remotepc}&format=txt`;
    const text = await (await send(EXPORT, `GET /api/users/export?${query}`)).text();
    expect(text).not.toContain(`@${domainOf(otherOf(side).letter)}`);
  },
  'open a connection, and close it': async (side) => {
    const json = { serviceId: SSH };
    const line = `POST /api/connections?account=${side.ids.remoteit}`;
    const opened = (await (await send(CONNECT, line, { json })).json()) as Connection;
    expect(opened.accountId).toBe(side.ids.remoteit);
    side.connects += 1;
    const query = `account=${otherOf(side).ids.remoteit}`;
    const response = await send(CONNECTIONS, `GET /api/connections?${query}`);
    expect(((await response.json()) as ConnectionsPage).items).toEqual([]);
    const closed = await send(DISCONNECT, `DELETE /api/connections/${opened.id}`, {
      params: { id: opened.id },
    });
    expect(closed.status).toBe(204);
  },
  'replace the key': async (side) => {
    const apiKey = `key-${side.letter}-${(number += 1)}`;
    side.remotepc.state.apiKey = apiKey;
    side.keys.push(apiKey);
    const id = side.ids.remotepc;
    const json = { secret: { apiKey } };
    const response = await send(PATCH, `PATCH /api/accounts/${id}`, { json, params: { id } });
    expect(response.status).toBe(200);
  },
  'disable, and enable': async (side) => {
    const id = side.ids.remotepc;
    const change = (isDisabled: boolean) =>
      send(PATCH, `PATCH /api/accounts/${id}`, { json: { isDisabled }, params: { id } });
    await change(true);
    const rest = await pageOf('account=all');
    expect(new Set(rest.items.map(({ accountId }) => accountId))).toEqual(
      new Set([otherOf(side).ids.remotepc]),
    );
    await change(false);
  },
  restart: async () => {
    await saved();
    forgetUpstreams();
  },
};

/** A fetched list is written after its answer. */
async function saved(): Promise<void> {
  for (const side of [a, b]) {
    await userList(await findAccount(everyone, 'remotepc', side.ids.remotepc)).saved();
  }
}

async function expectNothingMixed(side: Side): Promise<void> {
  const foreign = `@${domainOf(otherOf(side).letter)}`;
  const { remotepc, remoteit, ids } = side;
  for (const { body, headers } of remotepc.calls) {
    expect(JSON.stringify(body ?? '')).not.toContain(foreign);
    expect(side.keys).toContain(headers.authorization?.slice('Bearer '.length));
  }
  expect(remoteit.calls.filter(({ operation }) => operation === 'connect')).toHaveLength(
    side.connects,
  );
  const ofSide = { accountId: ids.remotepc };
  const passwords = await db()
    .select()
    .from(storedPasswords)
    .where(eq(storedPasswords.accountId, ofSide.accountId));
  expect(passwords.map(({ username }) => username).sort()).toEqual([...side.stored].sort());
  const invited = await db()
    .select({ email: invitations.email })
    .from(invitations)
    .innerJoin(batches, eq(batches.id, invitations.batchId))
    .where(eq(batches.accountId, ofSide.accountId));
  expect(invited.filter(({ email }) => email.endsWith(foreign))).toEqual([]);
  const events = await db()
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, ofSide.accountId));
  expect(events.length).toBeGreaterThan(0);
  expect(events.filter(({ target }) => target?.endsWith(foreign))).toEqual([]);
  const list = await loadUpstreamList<{ username: string }>(ofSide.accountId, 'users');
  expect(list?.items.filter(({ username }) => !side.users.has(username))).toEqual([]);
  const days = await db()
    .select()
    .from(seatSnapshots)
    .where(eq(seatSnapshots.accountId, ofSide.accountId));
  expect(days.every(({ users }) => users <= side.users.size)).toBe(true);
  const opened = await db()
    .select()
    .from(connections)
    .where(eq(connections.accountId, ids.remoteit));
  expect(opened).toHaveLength(side.connects);
}

describe('two accounts of each vendor', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    `after ${OPERATIONS} random operations, nothing of one is under the other (seed %i)`,
    async (seed) => {
      const random = new Random(seed);
      for (let step = 0; step < OPERATIONS; step += 1) {
        const side = random.pick([a, b]);
        const name = random.pick(Object.keys(operations));
        try {
          await operations[name]?.(side, random);
        } catch (error) {
          throw new Error(`${name} of ${side.letter}, operation ${step}`, { cause: error });
        }
      }
      await saved();
      for (const side of [a, b]) await expectNothingMixed(side);
    },
    120_000,
  );
});
