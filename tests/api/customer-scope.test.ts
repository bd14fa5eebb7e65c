import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { GET as STAFF, POST as INVITE } from '@/app/api/staff/route';
import { ALL_ACCOUNTS } from '@/lib/server/accounts/accounts';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import {
  approvals,
  auditEvents,
  connections,
  customerDevices,
  customerDomains,
  customers,
  customerUsers,
  deviceAnnotations,
  savedViews,
  staffMembers,
  staffSessions,
  storedPasswords,
  userAnnotations,
} from '@/lib/server/db/schema';
import { savePolicy } from '@/lib/server/accounts/save-policy';
import { accountPolicySchema } from '@/lib/contract/policy';
import type { Role } from '@/lib/contract/staff';
import { deviceKey } from '@/lib/server/devices/list-devices';
import type { Handler } from '@/lib/server/http/route';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { isInScope } from '@/lib/server/policies/permissions';
import { userKey } from '@/lib/server/users/user-list';
import { storeSealed } from '@/lib/server/vault/stored-passwords';
import { builtInRoles, permissionsOf } from '@/lib/shared/permissions';
import { accessMatrix, isPermission } from '@/tests/support/access-matrix';
import { startTestDesk, type RouteCall, type TestDesk } from '@/tests/support/call-route';
import {
  ANN,
  BOB,
  customerScopeMatrix,
  MOVED_TO_ALPHA,
  MOVED_TO_BRAVO,
  OLD_PI,
  PI,
  type CustomerScopeRow,
} from '@/tests/support/customer-scope-matrix';

const actor = systemActor('request-1');
const accountId = 'rpc_sandbox';
/** Everyone but the setting-up system sees only what is Alpha's. */
const scope = { customerIds: ['cus_alpha'] };
let desk: TestDesk;
let batch: string;
const ids = {
  user: userKey({ accountId, username: BOB }),
  device: deviceKey({ accountId: 'rit_sandbox', id: OLD_PI }),
  connection: 'con_bravo',
  approval: 'apr_bravo',
  customer: 'cus_bravo',
};

beforeAll(async () => {
  // Its own users belong to no customer.
  desk = await startTestDesk();
  for (const username of [ANN, BOB, MOVED_TO_ALPHA, MOVED_TO_BRAVO, 'eve@nobody.example']) {
    desk.sandbox.remotepc.state.addUser({ username, password: 'pw', allotedComputers: 3 });
  }
  for (const name of ['alpha', 'bravo']) {
    const id = `cus_${name}`;
    await db().insert(customers).values({ id, name, nameKey: name, tags: [] });
    await db()
      .insert(customerDomains)
      .values({ domain: `${name}.example`, customerId: id });
  }
  const by = { accountId, assignedBy: 'system' };
  await db()
    .insert(customerUsers)
    .values([
      { ...by, itemId: MOVED_TO_ALPHA, customerId: 'cus_alpha' },
      { ...by, itemId: MOVED_TO_BRAVO, customerId: 'cus_bravo' },
    ]);
  await db()
    .insert(customerDevices)
    .values([
      { ...by, accountId: 'rit_sandbox', itemId: PI, customerId: 'cus_alpha' },
      { ...by, accountId: 'rit_sandbox', itemId: OLD_PI, customerId: 'cus_bravo' },
    ]);
  await addWhatIsBravos();
  for (const role of builtInRoles) await desk.staff(role);
  await db().update(staffMembers).set(scope);
});
afterAll(() => desk.close());

/** Of everything that could show, something that names Bravo. */
async function addWhatIsBravos(): Promise<void> {
  batch = (
    await createBatch(actor, accountId, { rows: [{ email: BOB, seats: 1 }], holdSeconds: 3_600 })
  ).id;
  for (const username of [BOB, ANN]) {
    await recordEvent(actor, {
      ...{ action: 'auto_login.opened', outcome: 'success', target: username, accountId },
    });
    const tags = [`of ${username}`];
    const annotation = {
      accountId,
      itemId: username,
      tags,
      tagKeys: tags,
      searched: tags[0] ?? '',
    };
    await db()
      .insert(userAnnotations)
      .values({ ...annotation, updatedBy: 'system' });
  }
  // What someone did before they were confined.
  await recordEvent(
    { ...actor, id: 'stf_manager' },
    { action: 'customer.changed', outcome: 'success', target: 'bravo' },
  );
  await storeSealed(actor, accountId, [{ username: BOB, password: 'pw' }], async () => undefined);
  await savePolicy(actor, accountId, accountPolicySchema.parse({ blockedCustomers: [BOB] }));
  await db()
    .insert(deviceAnnotations)
    .values({
      ...{ accountId: 'rit_sandbox', itemId: OLD_PI, tags: ['bravo'], tagKeys: ['bravo'] },
      ...{ searched: 'bravo', updatedBy: 'system' },
    });
  await db()
    .insert(connections)
    .values({
      ...{ id: ids.connection, accountId: 'rit_sandbox', deviceId: OLD_PI },
      ...{ serviceId: '80:00:00:00:01:00:82:a1', serviceName: 'bravo ssh', serviceType: 'ssh' },
      ...{ upstreamId: 'up', host: 'proxy.bravo.example', allowFrom: 'me' },
      ...{ openedById: 'stf_other', expiresAt: sql`now() + interval '1 hour'` },
    });
  await db()
    .insert(approvals)
    .values({
      ...{ id: ids.approval, accountId, username: BOB, askedById: 'stf_other' },
      ...{ askedByEmail: 'other@desk.example', expiresAt: sql`now() + interval '1 hour'` },
    });
  const owner = { id: 'stf_owner', email: 'owner@desk.example', name: 'Owner' };
  await db()
    .insert(staffMembers)
    .values({ ...owner, role: 'manager', passwordHash: 'x' });
  await db()
    .insert(savedViews)
    .values({
      ...{ id: 'view_bravo', ownerId: owner.id, page: 'users', name: 'Of bravo' },
      ...{ query: 'search=bravo', scope: 'everyone' },
    });
}

async function call(line: string, as: Role, options: RouteCall): Promise<Response> {
  const [method = '', path = ''] = line.split(' ');
  const [route = ''] = path.split('?');
  const file = (await import(join(process.cwd(), 'app', route, 'route.ts'))) as unknown;
  return desk.call((file as Record<string, Handler>)[method] as Handler, line, { as, ...options });
}

function callBravo(name: string, row: CustomerScopeRow | null, as: Role): Promise<Response> {
  const form = { headers: { accept: 'application/json' } };
  switch (row?.by) {
    case undefined: {
      const json = name.startsWith('GET') ? {} : { json: {} };
      return call(name, as, { ...json, params: { id: batch } });
    }
    case 'id': {
      const json = row.json === undefined ? {} : { json: row.json };
      return call(name, as, { ...json, params: { id: ids[row.of], key: ids[row.of] } });
    }
    case 'body':
      return row.form
        ? call(name, as, { ...form, form: row.form })
        : call(`${name}${row.query ?? ''}`, as, { json: row.json });
    case 'choice':
      return call(name.includes('import') ? `${name}?mode=store` : name, as, { json: row.json });
    case 'answer':
    case 'none':
      return call(`${name}${row.by === 'answer' ? (row.query ?? '') : ''}`, as, {
        params: { id: accountId },
      });
  }
}

const all = Object.entries(accessMatrix).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, permission]) =>
    isPermission(permission) ? [{ name: `${method} ${path}`, permission }] : [],
  ),
);
const kept = all.filter(({ permission }) => isInScope(scope, permission));
/** The least role that may, and the highest. Where nothing is theirs, the role makes no difference. */
const cases = all.flatMap(({ name, permission }) => {
  const isTheirs = isInScope(scope, permission);
  const row = isTheirs ? customerScopeMatrix[name] : null;
  if (row === undefined || row?.by === 'none') return [];
  const roles = builtInRoles.filter((role) => permissionsOf[role].includes(permission));
  const asked = new Set(isTheirs ? [roles.at(0), roles.at(-1)] : [roles.at(-1)]);
  return [...asked].flatMap((role) => (role ? [{ name, role, row }] : []));
});

describe('someone confined to a customer', () => {
  it('has a row for every route that is theirs at all', () => {
    const expected = kept.filter(({ permission }) => permission !== 'profile.write');
    const names = expected.map(({ name }) => name);
    expect(Object.keys(customerScopeMatrix)).toEqual(expect.arrayContaining(names));
    const known = new Set(kept.map(({ name }) => name));
    expect(Object.keys(customerScopeMatrix).filter((name) => !known.has(name))).toEqual([]);
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('$name as $role: no other customer exists', async ({ name, role, row }) => {
    const before = await stored();
    const response = await callBravo(name, row, role);
    const text = await response.text();
    const expected = row === null || row.by === 'id' ? 404 : row.by === 'body' ? row.status : 200;
    expect(response.status, text).toBe(expected ?? 404);
    // What was asked for is in some answers.
    const asked =
      row?.by === 'body' || row?.by === 'choice'
        ? text.replaceAll(BOB, '').replaceAll(OLD_PI, '')
        : text;
    for (const word of ['bravo', 'nobody', OLD_PI, batch]) {
      expect(asked.toLowerCase()).not.toContain(word.toLowerCase());
    }
    if (!name.startsWith('GET')) expect(await stored()).toEqual(before);
  });

  /** What no call about another customer may change. */
  async function stored() {
    const tables = [customers, customerUsers, customerDevices, userAnnotations, deviceAnnotations];
    return Promise.all([...tables, storedPasswords].map((table) => db().select().from(table)));
  }

  const ok = async (line: string, as: Role = 'viewer') => {
    const response = await call(line, as, {});
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text) as unknown;
  };

  it.each(['', `?account=${ALL_ACCOUNTS}`])(
    'sees their users, and sums of these: %s',
    async (q) => {
      expect(await ok(`GET /api/users${q}`)).toMatchObject({
        items: [{ username: ANN }, { username: MOVED_TO_ALPHA }],
        total: 2,
        summary: { users: 2, seats: 6 },
        filtered: { users: 2, seats: 6 },
      });
    },
  );

  it('sees their customer alone, with its sums, and no one without a customer', async () => {
    expect(await ok('GET /api/customers')).toMatchObject({
      items: [{ name: 'alpha', users: 2, seats: 6, devices: 1 }],
      summary: { customers: 1, users: 2, seats: 6, devices: 1 },
      withoutCustomer: { users: 0, seats: 0, devices: 0 },
    });
    expect(await ok('GET /api/customers/suggestions')).toEqual({ items: [], total: 0 });
  });

  it('sees their devices, seats, tags and events', async () => {
    expect(await ok('GET /api/devices')).toMatchObject({ items: [{ id: PI }], total: 1 });
    expect(await ok('GET /api/overview')).toMatchObject({
      seats: { users: 2, seats: 6 },
      seatsByDay: { days: [{ users: 2, seats: 6 }] },
      devices: { devices: 1 },
      batches: { problems: 0 },
    });
    const points = [expect.objectContaining({ users: 2, seats: 6 })];
    expect(await ok('GET /api/seats-history')).toMatchObject({ points });
    expect(await ok('GET /api/users/annotations')).toEqual({
      items: [{ tag: `of ${ANN}`, users: 1 }],
    });
    const targets = async (as: Role) =>
      ((await ok('GET /api/activity', as)) as { items: { target: string | null }[] }).items.flatMap(
        ({ target }) => target ?? [],
      );
    expect(await targets('viewer')).toEqual([ANN]);
    // What they did to customers before isn't among what they see of their own.
    expect(await targets('manager')).not.toContain('bravo');
  });

  it('finds nothing of others by name either', async () => {
    for (const query of [`user=${BOB}`, 'customer=cus_bravo']) {
      expect((await call(`GET /api/seats-history?${query}`, 'viewer', {})).status).toBe(404);
    }
    for (const query of ['search=bravo', 'customer=cus_bravo', 'tag=of%20bob@bravo.example']) {
      expect(await ok(`GET /api/users?${query}`)).toMatchObject({ items: [], total: 0 });
    }
  });

  it('moves no user to another customer or out of their own, and claims no domain', async () => {
    const put = (json: object) =>
      call('PUT /api/users/customer', 'manager', { json: { usernames: [ANN], ...json } });
    expect((await put({ customerId: 'cus_bravo' })).status).toBe(404);
    expect((await put({ customerId: null })).status).toBe(403);
    expect((await put({ byDomain: true })).status).toBe(403);
    const change = (json: object) =>
      call('PATCH /api/customers/[id]', 'manager', { json, params: { id: 'cus_alpha' } });
    expect((await change({ domains: ['alpha.example', 'nobody.example'] })).status).toBe(403);
    const rules = [{ of: 'users', kind: 'name', value: 'eve' }];
    expect((await change({ rules })).status).toBe(403);
    expect((await change({ note: 'Calls on Mondays.' })).status).toBe(200);
    const merge = await call('POST /api/customers/[id]/merge', 'manager', {
      ...{ json: { into: 'cus_bravo' }, params: { id: 'cus_alpha' } },
    });
    expect(merge.status).toBe(404);
  });

  it('loses sight of a user whom another customer’s rule finds, and sees one whom theirs does', async () => {
    const rule = (kind: 'tag' | 'name', value: string) => [{ of: 'users' as const, kind, value }];
    const set = (id: string, rules: ReturnType<typeof rule>) =>
      db().update(customers).set({ rules }).where(eq(customers.id, id));
    const seen = async () => {
      const users = (await ok('GET /api/users')) as { items: { username: string }[] };
      const events = (await ok('GET /api/activity?action=auto_login.opened')) as {
        items: { target: string }[];
      };
      return [
        users.items.map(({ username }) => username),
        events.items.map(({ target }) => target),
      ];
    };
    for (const rules of [rule('tag', `Of ${ANN}`), rule('name', 'ANN@'), rule('name', 'a*n@*')]) {
      await set('cus_bravo', rules);
      expect(await seen()).toEqual([[MOVED_TO_ALPHA], []]);
    }
    await set('cus_bravo', rule('name', 'a_n'));
    expect(await seen()).toEqual([[ANN, MOVED_TO_ALPHA], [ANN]]);
    await set('cus_bravo', []);
    await set('cus_alpha', rule('name', 'bob@'));
    expect(await seen()).toEqual([
      [ANN, BOB, MOVED_TO_ALPHA],
      [ANN, BOB],
    ]);
    await set('cus_alpha', []);
  });

  it('adds users with an address of their customers, and stores passwords of theirs', async () => {
    const person = { firstName: 'A', lastName: 'B', password: 'pw-of-a-user' };
    const json = { ...person, email: 'new@alpha.example' };
    expect((await call('POST /api/users', 'manager', { json })).status).toBe(201);
    const password = { username: ANN, password: 'pw' };
    const put = await call('PUT /api/stored-passwords', 'manager', { json: password });
    expect(put.status).toBe(204);
  });
});

describe('which customers someone sees', () => {
  const change = (id: string, json: object) =>
    desk.call(CHANGE_STAFF, `PATCH /api/staff/${id}`, { json, params: { id } });

  it('is set by an administrator, recorded, and shown in the list', async () => {
    const admin = eq(staffMembers.id, 'stf_administrator');
    await db().update(staffMembers).set({ customerIds: null }).where(admin);
    const viewer = eq(staffSessions.staffId, 'stf_viewer');
    const sessions = async () =>
      (await db().select().from(staffSessions).where(viewer)).filter((one) => !one.revokedAt)
        .length;
    // More customers are another scope as well as fewer.
    for (const customerIds of [null, ['cus_bravo']]) {
      await db().update(staffSessions).set({ revokedAt: null }).where(viewer);
      expect((await change('stf_viewer', { customerIds })).status).toBe(204);
      expect(await sessions()).toBe(0);
    }
    const answer = await desk.call(STAFF, 'GET /api/staff');
    const { items } = (await answer.json()) as { items: { id: string; customerIds: unknown }[] };
    expect(items.find(({ id }) => id === 'stf_viewer')?.customerIds).toEqual(['cus_bravo']);
    const events = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'staff.changed'));
    expect(events.at(-1)?.details).toMatchObject({
      before: { customerIds: null },
      after: { customerIds: ['cus_bravo'] },
    });
  });

  it('is refused for a customer that doesn’t exist, for oneself, and for the last admin', async () => {
    const unknown = await change('stf_viewer', { customerIds: ['cus_none'] });
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({
      errors: [{ path: 'customerIds', code: 'unknown_customer' }],
    });
    expect((await change('stf_administrator', { customerIds: ['cus_alpha'] })).status).toBe(409);
  });

  it('is part of an invitation', async () => {
    const json = { email: 'new@desk.example', name: 'New', role: 'viewer' };
    const invited = await desk.call(INVITE, 'POST /api/staff', {
      json: { ...json, customerIds: ['cus_alpha'] },
    });
    const { id } = (await invited.json()) as { id: string };
    const [row] = await db().select().from(staffMembers).where(eq(staffMembers.id, id));
    expect(row?.customerIds).toEqual(['cus_alpha']);
  });
});
