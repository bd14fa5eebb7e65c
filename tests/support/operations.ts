import { sql } from 'drizzle-orm';
import { PUT as ACKNOWLEDGE } from '@/app/api/acknowledgements/route';
import { PUT as STORE_PASSWORD } from '@/app/api/stored-passwords/route';
import { PATCH as ANNOTATE } from '@/app/api/users/annotations/route';
import type { Connection } from '@/lib/contract/devices';
import { systemActor } from '@/lib/server/actor';
import { changeAccount } from '@/lib/server/accounts/manage-accounts';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { deviceKey } from '@/lib/server/devices/list-devices';
import { userKey } from '@/lib/server/users/user-list';
import { staffSessions } from '@/lib/server/db/schema';
import { cookieOf, type TestDesk } from './call-route';
import { activityOperations } from './activity-operations';
import { customerOperations } from './customer-operations';
import { notificationOperations } from './notification-operations';
import { webhookOperations } from './webhook-operations';
import {
  accessTo,
  addressService,
  another,
  asked,
  aTemplate,
  DRAFT,
  email,
  fresh,
  keptDraft,
  nextAuth,
  pausedBatch,
  pendingBatch,
  stoppedBatch,
  storedAccount,
} from './operation-setup';
import { operation, type Operation, type Tolerance } from './operation';
import { PASSWORD, STAFF_PASSWORD, username } from './policy-desk';
import { statementOperations } from './statement-operations';
import { teamOperations } from './team-operations';

const list: Tolerance[] = [
  { why: 'an unreadable saved list is ignored', at: /^select "fetched_at", "body" from/ },
  {
    why: 'the list is saved after the response',
    at: /^insert into "upstream_lists|^with newest/,
  },
];
const lastKnown: Tolerance = {
  why: 'the last known list is used instead',
  at: /listUsers|listDevices/,
};
const sentence: Tolerance = { why: 'the response says so', at: /listUsers/ };
const keptAnswer: Tolerance = {
  why: 'better no response than doing it twice',
  at: /^update "idempotency_keys"/,
};
const lostCommit: Tolerance = {
  why: 'the outcome is unknown, so the key stays taken',
  at: /^commit/,
  status: 503,
};
const openedTab: Tolerance = {
  why: 'the link exists: recording it must not take it away',
  after: /^answer of remotepc.createAutoLoginLink/,
};

const SSH = '80:00:00:00:01:00:81:a1';
const device = { accountId: 'rit_sandbox', id: '80:00:00:00:01:00:81:a0' };
const COLUMNS = { email: 0, seats: null, hasHeader: false };
const account = { id: 'rpc_sandbox' };

async function openedConnection(desk: TestDesk) {
  const { POST } = await import('@/app/api/connections/route');
  const opened = await desk.call(POST, 'POST /api/connections', { json: { serviceId: SSH } });
  return { params: { id: ((await opened.json()) as Connection).id } };
}

/** Every method of every route. */
export const operations: Operation[] = [
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) =>
    operation(`${method} /api/[...unknown]`, 404),
  ),
  operation('GET /api/accounts', 200, async () => {
    // So that the session is marked as seen on the way.
    const long = sql`now() - interval '2 minutes'`;
    await db().update(staffSessions).set({ lastSeenAt: long });
    return {};
  }),
  operation('POST /api/accounts', 201, (desk) => ({
    json: { upstream: 'remotepc', name: fresh('Account '), ...accessTo(desk) },
  })),
  operation('PATCH /api/accounts/[id], renamed', 200, async (desk) => ({
    params: { id: await storedAccount(desk) },
    json: { name: fresh('Account ') },
  })),
  operation('PATCH /api/accounts/[id], with another key', 200, async (desk) => ({
    params: { id: await storedAccount(desk) },
    json: { secret: accessTo(desk).secret },
  })),
  operation('PATCH /api/accounts/[id], back to the previous key', 200, async (desk) => {
    const id = await storedAccount(desk);
    await changeAccount(systemActor('request-1'), id, {
      secret: accessTo(desk).secret,
      saveUntested: true,
    });
    return { params: { id }, json: { usePrevious: true } };
  }),
  operation('DELETE /api/accounts/[id]', 204, async (desk) => ({
    params: { id: await storedAccount(desk) },
  })),
  operation('POST /api/accounts/[id]/rotate', 409, async (desk) => ({
    params: { id: await storedAccount(desk) },
  })),
  operation('POST /api/accounts/[id]/adopt', 409, () => ({ params: account })),
  operation('GET /api/accounts/[id]/policy', 200, () => ({ params: account })),
  operation('PUT /api/accounts/[id]/policy', 200, () => ({
    params: account,
    json: { maxSeatsPerInvitation: another() },
  })),
  operation('POST /api/accounts/[id]/test, with a batch that waits', 200, async () => {
    await pausedBatch();
    return { params: account };
  }),
  operation('POST /api/accounts/[id]/test, of remote.it', 200, () => ({
    params: { id: 'rit_sandbox' },
  })),
  ...activityOperations,
  operation('GET /api/approvals', 200),
  operation(
    'POST /api/approvals',
    201,
    async (desk) => {
      await desk.setPolicy({ approval: 'second_person' });
      return { json: { username: email() } };
    },
    list,
  ),
  operation('POST /api/approvals/[id]/decide', 200, async (desk) => ({
    params: { id: await asked(desk) },
    json: { approve: true },
  })),
  operation('POST /api/approvals/[id]/end', 200, async (desk) => {
    const id = await asked(desk);
    await desk.decide(id);
    return { params: { id } };
  }),
  operation('POST /api/approvals/[id]/withdraw', 200, async (desk) => ({
    as: 'technician',
    params: { id: await asked(desk) },
  })),
  operation('GET /api/approvals/changes', 200),
  operation('GET /api/approvals/news', 200),
  operation('POST /api/approvals/news', 204, () => ({
    json: { seen: [{ id: 'apr_none', state: 'denied' }] },
  })),
  operation('GET /api/auth/[...nextauth]', 200, () => ({ path: 'session' })),
  operation('POST /api/auth/[...nextauth], signing in', 200, async (desk) => {
    await desk.begin();
    return nextAuth('callback/credentials', { password: STAFF_PASSWORD });
  }),
  operation('POST /api/auth/[...nextauth], refused', 401, () =>
    nextAuth('callback/credentials', { password: 'not this one' }),
  ),
  operation(
    'POST /api/auth/[...nextauth], signing out',
    200,
    async (desk) => {
      const { id } = await desk.staff('viewer');
      const sessionId = await startSession(id, { ip: null, userAgent: null });
      return nextAuth('signout', {}, await cookieOf({ sessionId }));
    },
    [{ why: 'signed out is signed out; recorded on the second try', at: /^insert into audit_ev/ }],
  ),
  operation(
    'POST /api/auto-login, with the stored password',
    303,
    async (desk) => {
      await desk.begin();
      return { as: 'technician', form: { username } };
    },
    [...list, openedTab],
  ),
  operation(
    'POST /api/auto-login, by an approval',
    303,
    async (desk) => {
      await desk.begin();
      await desk.decide(await asked(desk));
      return { as: 'technician', form: { username } };
    },
    [...list, openedTab],
  ),
  operation(
    'POST /api/auto-login, storing what was typed',
    303,
    async (desk) => {
      await desk.begin();
      return { as: 'manager', form: { username, password: PASSWORD, storePassword: 'on' } };
    },
    [...list, openedTab],
  ),
  operation(
    'POST /api/auto-login, above the limit',
    429,
    async (desk) => {
      await desk.begin();
      await desk.setPolicy({ perHourLimit: 1 });
      await desk.signIn({}, 'manager');
      return { as: 'manager', form: { username } };
    },
    list,
  ),
  operation('GET /api/batches', 200),
  operation(
    'POST /api/batches',
    202,
    () => ({
      json: { rows: [{ email: email() }, { email: email() }] },
      headers: { 'idempotency-key': fresh('key') },
    }),
    [keptAnswer, lostCommit],
  ),
  ofBatch('GET /api/batches/[id]', 200, pendingBatch),
  ofBatch('GET /api/batches/[id]/acknowledgement', 200, pendingBatch),
  ofBatch('POST /api/batches/[id]/cancel', 202, pendingBatch),
  ofBatch('POST /api/batches/[id]/edit', 200, pendingBatch),
  ofBatch('GET /api/batches/[id]/events', 200, stoppedBatch, [
    { why: 'the stream ends, and the browser reconnects', after: /^commit/ },
  ]),
  ofBatch('GET /api/batches/[id]/results', 200, stoppedBatch, [
    { why: 'the download breaks off, and the browser says so', at: /^select "batch_id", "index"/ },
  ]),
  ofBatch('POST /api/batches/[id]/resume', 202, pausedBatch),
  ofBatch('POST /api/batches/[id]/retry', 202, stoppedBatch),
  ofBatch('GET /api/batches/[id]/causes', 200, pendingBatch),
  ofBatch('GET /api/batches/[id]/rows', 200, pendingBatch),
  operation('GET /api/batches/draft', 200, keptDraft, [...list, sentence]),
  operation('PUT /api/batches/draft', 200, () => ({ json: DRAFT }), [...list, sentence]),
  operation('PATCH /api/batches/draft', 204, async (desk) => ({
    ...(await keptDraft(desk)),
    json: { changes: { rows: { 0: { seats: '4' } } } },
  })),
  operation(
    'PATCH /api/batches/draft, read otherwise',
    200,
    async (desk) => ({ ...(await keptDraft(desk)), json: { reading: { columns: COLUMNS } } }),
    [...list, sentence],
  ),
  operation('DELETE /api/batches/draft', 204, keptDraft),
  operation('POST /api/batches/preview', 200, () => ({ json: DRAFT }), [...list, sentence]),
  operation('GET /api/connections', 200),
  operation('POST /api/connections', 201, () => ({ json: { serviceId: SSH } }), [
    ...list,
    lastKnown,
    { why: 'it is open: its command has no name then', at: /^select .* left join "login_names"/ },
  ]),
  operation('DELETE /api/connections/[id]', 204, openedConnection),
  operation('PUT /api/connections/[id]/login-name', 200, async (desk) => ({
    ...(await openedConnection(desk)),
    json: { name: 'ann' },
  })),
  ...customerOperations([...list, lastKnown]),
  ...statementOperations,
  operation('GET /api/devices', 200, () => ({}), [...list, lastKnown]),
  operation('GET /api/devices/[key]', 200, () => ({ params: { key: deviceKey(device) } }), [
    ...list,
    lastKnown,
  ]),
  operation('GET /api/devices/annotations', 200),
  operation(
    'PATCH /api/devices/annotations',
    200,
    () => ({ json: { id: device.id, note: fresh('note') } }),
    [...list, lastKnown],
  ),
  operation(
    'POST /api/devices/annotations',
    204,
    () => ({ json: { devices: [device], add: [fresh('tag')] } }),
    [...list, lastKnown],
  ),
  operation('GET /api/devices/export', 200, () => ({}), [...list, lastKnown]),
  operation('POST /api/devices/export', 200, () => ({ json: { devices: [device] } }), [
    ...list,
    lastKnown,
  ]),
  operation('GET /api/health/live', 200),
  operation('GET /api/health/ready', 200, () => ({}), [
    { why: 'it exists to report this', at: /^select 1/, status: 503 },
  ]),
  operation('GET /api/openapi.json', 200),
  operation('POST /api/outgoing-address', 200, addressService),
  operation('GET /api/overview', 200, () => ({}), [
    { why: 'each part reports that it is unavailable', after: /^select "staff_members"/ },
  ]),
  operation('GET /api/search', 200, () => ({ query: '?search=ann' }), [
    { why: 'each part reports that it couldn’t be searched', after: /^select "staff_members"/ },
  ]),
  operation('PUT /api/acknowledgements', 204, () => ({
    json: { kind: 'full', of: account.id, count: 3 },
  })),
  operation('DELETE /api/acknowledgements', 204, async (desk) => {
    const json = { kind: 'full', of: account.id };
    await desk.call(ACKNOWLEDGE, 'PUT /api/acknowledgements', { json: { ...json, count: 3 } });
    return { json };
  }),
  operation('GET /api/admission', 204, () => ({ query: '?to=exports' })),
  operation('PUT /api/stored-passwords', 204, () => ({ json: { username, password: PASSWORD } })),
  operation('DELETE /api/stored-passwords', 204, async (desk) => {
    const json = { username, password: PASSWORD };
    await desk.call(STORE_PASSWORD, 'PUT /api/stored-passwords', { json });
    return { json: { username } };
  }),
  operation(
    'POST /api/stored-passwords/import',
    200,
    () => ({ query: '?mode=store', json: { text: `${username};${PASSWORD}` } }),
    [...list, lastKnown],
  ),
  operation('GET /api/seats-changes', 200),
  operation('GET /api/seats-history', 200, () => ({ query: `?user=${username}` })),
  operation('GET /api/invitation-templates', 200),
  operation('POST /api/invitation-templates', 201, () => ({
    json: { name: fresh('Template '), seats: 2 },
  })),
  operation('PATCH /api/invitation-templates/[id]', 204, async () => ({
    params: { id: await aTemplate() },
    json: { seats: 3 },
  })),
  operation('DELETE /api/invitation-templates/[id]', 204, async () => ({
    params: { id: await aTemplate() },
  })),
  operation('GET /api/invited', 200, () => ({}), [...list, lastKnown]),
  operation('GET /api/users', 200, () => ({}), [...list, lastKnown]),
  operation(
    'POST /api/users',
    201,
    () => ({
      json: {
        firstName: 'A',
        lastName: 'B',
        email: email(),
        password: PASSWORD,
        storePassword: true,
      },
      headers: { 'idempotency-key': fresh('key') },
    }),
    [
      ...list,
      { why: 'then it isn’t known who was there before', at: /listUsers/ },
      { why: 'it isn’t known whether it was sent', at: /^remotepc.addUser/, status: 504 },
      { why: 'the user exists, as the list shows', after: /^remotepc.addUser/ },
    ],
  ),
  operation(
    'GET /api/users/[key]',
    200,
    () => ({ params: { key: userKey({ accountId: account.id, username }) } }),
    [...list, lastKnown],
  ),
  operation('GET /api/users/annotations', 200),
  operation(
    'PATCH /api/users/annotations',
    200,
    () => ({ json: { username, note: fresh('note') } }),
    [...list, lastKnown],
  ),
  operation(
    'POST /api/users/tags',
    200,
    async (desk) => {
      const tags = [fresh('old')];
      const json = { username, note: null, tags };
      await desk.call(ANNOTATE, 'PATCH /api/users/annotations', { json });
      return { json: { usernames: [username], add: [fresh('tag')], remove: tags } };
    },
    [...list, lastKnown],
  ),
  operation('GET /api/users/export', 200, () => ({}), [...list, lastKnown]),
  operation('POST /api/users/export', 200, () => ({ json: { usernames: [username] } }), [
    ...list,
    lastKnown,
  ]),
  operation('GET /api/vault', 200),
  ...teamOperations,
  ...webhookOperations,
  ...notificationOperations,
];

function ofBatch(
  name: string,
  well: number,
  make: () => Promise<string>,
  tolerates?: Tolerance[],
): Operation {
  return operation(name, well, async () => ({ params: { id: await make() } }), tolerates);
}
