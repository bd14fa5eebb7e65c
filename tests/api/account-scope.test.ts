import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { POST as INVITE } from '@/app/api/staff/route';
import { GET as USERS } from '@/app/api/users/route';
import type { AccountItem } from '@/lib/contract/accounts';
import type { Role } from '@/lib/contract/staff';
import { builtInRoles, permissionsOf, type Permission } from '@/lib/shared/permissions';
import type { Problem } from '@/lib/contract/problem';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import {
  approvals,
  connections,
  customerDevices,
  deviceAnnotations,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { deviceKey } from '@/lib/server/devices/list-devices';
import { userKey } from '@/lib/server/users/user-list';
import { accessMatrix } from '@/tests/support/access-matrix';
import { startTestDesk, type RouteCall, type TestDesk } from '@/tests/support/call-route';
import { scopeMatrix, type ScopeRow } from '@/tests/support/scope-matrix';

const actor = systemActor('request-1');
let desk: TestDesk;
let vendors: { remotepc: RemotepcSandbox; remoteit: RemoteitSandbox }[] = [];
/** Everyone but the setting-up administrator sees only `inside`. */
let inside: { remotepc: string; remoteit: string };
let outside: { remotepc: string; remoteit: string };
let ids: Record<
  'account' | 'batch' | 'connection' | 'approval' | 'staff' | 'user' | 'device',
  string
>;

async function connect(name: string): Promise<{ remotepc: string; remoteit: string }> {
  const remotepc = await startRemotepcSandbox({ seed: 'empty' });
  const remoteit = await startRemoteitSandbox();
  vendors.push({ remotepc, remoteit });
  remotepc.state.addUser({ username: `ann@${name}.example`, password: 'pw' });
  const shared = { name, isDefault: false, saveUntested: true };
  const one = { ...shared, upstream: 'remotepc', url: remotepc.baseUrl } as const;
  const other = { ...shared, upstream: 'remoteit', url: remoteit.baseUrl } as const;
  return {
    remotepc: (await addAccount(actor, { ...one, secret: remotepc.credentials })).id,
    remoteit: (await addAccount(actor, { ...other, secret: remoteit.credentials })).id,
  };
}

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '2000' } });
  // First, so that the accounts outside are the defaults of whoever may see them.
  outside = await connect('south');
  inside = await connect('north');
  const rows = [{ email: 'ann@south.example', seats: 1 }];
  const batch = await createBatch(actor, outside.remotepc, { rows, holdSeconds: 3_600 });
  ids = {
    account: outside.remotepc,
    batch: batch.id,
    connection: 'con_south',
    approval: 'apr_south',
    staff: 'stf_south',
    device: deviceKey({ accountId: outside.remoteit, id: '80:00:00:00:01:00:81:a0' }),
    user: userKey({ accountId: outside.remotepc, username: 'ann@south.example' }),
  };
  await db()
    .insert(connections)
    .values({
      ...{
        id: ids.connection,
        accountId: outside.remoteit,
        serviceId: '80:01',
        serviceName: 'ssh',
      },
      ...{ serviceType: 'ssh', upstreamId: 'up', host: 'proxy.south.example', allowFrom: 'me' },
      ...{ openedById: 'stf_other', expiresAt: sql`now() + interval '1 hour'` },
    });
  await db()
    .insert(approvals)
    .values({
      ...{ id: ids.approval, accountId: outside.remotepc, username: 'ann@south.example' },
      ...{ askedById: 'stf_other', askedByEmail: 'other@desk.example' },
      expiresAt: sql`now() + interval '1 hour'`,
    });
  await recordEvent(actor, {
    ...{ action: 'user.added', outcome: 'success', target: 'ann@south.example' },
    accountId: outside.remotepc,
  });
  // What the overview says of people who reached a limit.
  await recordEvent(
    { ...actor, id: ids.staff, email: 'boss@south.example' },
    { action: 'auto_login.limit_reached', outcome: 'denied', accountId: outside.remotepc },
  );
  for (const role of builtInRoles) await desk.staff(role);
  await db()
    .update(staffMembers)
    .set({ accountIds: [inside.remotepc, inside.remoteit] });
  await db()
    .insert(staffMembers)
    .values({
      ...{ id: ids.staff, email: 'boss@south.example', name: 'Boss', role: 'administrator' },
      ...{ passwordHash: 'never verified', accountIds: [outside.remotepc, outside.remoteit] },
    });
});
afterAll(async () => {
  await desk.close();
  for (const { remotepc, remoteit } of vendors) {
    await remotepc.close();
    await remoteit.close();
  }
  vendors = [];
});

async function call(line: string, as: Role, options: RouteCall): Promise<Response> {
  const [method = '', path = ''] = line.split(' ');
  const [route = ''] = path.split('?');
  const file = (await import(join(process.cwd(), 'app', route, 'route.ts'))) as unknown;
  const handler = (file as Record<string, Handler>)[method] as Handler;
  return desk.call(handler, line, { as, ...options });
}

function callOutside(name: string, row: ScopeRow, as: Role): Promise<Response> {
  switch (row.by) {
    case 'query': {
      const query = `?account=${outside[row.upstream]}${row.query ? `&${row.query}` : ''}`;
      return call(`${name}${query}`, as, { ...(row.json !== undefined && { json: row.json }) });
    }
    case 'id': {
      const json = row.json === undefined ? {} : { json: row.json };
      return call(name, as, { ...json, params: { id: ids[row.of], key: ids[row.of] } });
    }
    case 'body':
      return call(name, as, {
        form: { ...row.form, account: outside.remotepc },
        headers: { accept: 'application/json' },
      });
    case 'answer':
    case 'none':
      return call(`${name}${row.by === 'answer' ? (row.query ?? '') : ''}`, as, {});
  }
}

const all = Object.entries(accessMatrix).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, access]) => ({ name: `${method} ${path}`, access })),
);
const cases = all.flatMap(({ name, access }) =>
  builtInRoles
    .filter((role) => permissionsOf[role].includes(access as Permission))
    .flatMap((role) => {
      const row = scopeMatrix[name];
      return row && row.by !== 'none' ? [{ name, role, row }] : [];
    }),
);

describe('someone confined to some accounts', () => {
  it('has a row for every method of every route', () => {
    expect(Object.keys(scopeMatrix).sort()).toEqual(all.map(({ name }) => name).sort());
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('$name as $role: nothing outside exists', async ({ name, role, row }) => {
    const response = await callOutside(name, row, role);
    const text = await response.text();
    if (row.by === 'answer') {
      expect(response.status, text).toBe(200);
    } else {
      expect(response.status, text).toBe(404);
      expect((JSON.parse(text) as Problem).code).toMatch(/not_found$/);
    }
    for (const word of ['south', outside.remotepc, outside.remoteit]) {
      const asked = row.by === 'answer' ? text : text.replace('ann@south.example', '');
      expect(asked).not.toContain(word);
    }
  });

  it('sees their own accounts as the only ones, also with account=all', async () => {
    for (const query of ['', '?account=all', `?account=${inside.remotepc}`]) {
      const response = await desk.call(USERS, `GET /api/users${query}`, { as: 'viewer' });
      expect(await response.json()).toMatchObject({
        items: [{ username: 'ann@north.example', accountId: inside.remotepc }],
        total: 1,
        summary: { users: 1 },
      });
    }
  });

  it('have a default account of each vendor, although everyone’s is another one', async () => {
    const response = await call('GET /api/accounts', 'viewer', {});
    const { items } = (await response.json()) as { items: AccountItem[] };
    expect(items.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [inside.remotepc, true],
      [inside.remoteit, true],
    ]);
  });

  it('don’t choose the default account, which is everyone’s', async () => {
    const id = inside.remotepc;
    const response = await call('PATCH /api/accounts/[id]', 'administrator', {
      json: { isDefault: true },
      params: { id },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      detail:
        'You can see only some accounts, so you can’t choose the default one. Ask an admin who sees all of them.',
    });
  });

  it('assigns, exports and tags no device outside that the body names', async () => {
    const id = '80:00:00:00:01:00:81:a0';
    const devices = [inside, outside].map(({ remoteit: accountId }) => ({ accountId, id }));
    for (const [name, json] of [
      ['PUT /api/devices/customer', { devices, customerId: null }],
      ['POST /api/devices/export', { devices }],
      ['POST /api/devices/annotations', { devices, add: ['vip'] }],
    ] as const) {
      const refused = await call(name, 'manager', { json });
      expect(refused.status).toBe(404);
      expect(await refused.json()).toMatchObject({ code: 'account_not_found' });
    }
    for (const table of [deviceAnnotations, customerDevices]) {
      expect(await db().select().from(table)).toEqual([]);
    }
  });

  it('exports no user outside that the body names, and finds no events by that account', async () => {
    const named = (accountId: string) => ({ accountId, username: 'ann@south.example' });
    const users = [named(inside.remotepc), named(outside.remotepc)];
    const refused = await call('POST /api/users/export', 'manager', { json: { users } });
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: 'account_not_found' });
    const query = `?account=${outside.remotepc}`;
    const events = await call(`GET /api/activity${query}`, 'administrator', {});
    expect(await events.json()).toMatchObject({ items: [] });
  });
});

describe('the vault', () => {
  it('counts only the secrets of the person’s accounts', async () => {
    const response = await call('GET /api/vault', 'administrator', {});
    // One field of the RemotePC account and three of the remote.it account.
    expect(await response.json()).toMatchObject({
      secrets: 4,
      behind: 0,
      versions: [{ secrets: 4 }],
    });
  });
});

describe('who may see which accounts', () => {
  const change = (id: string, json: object, as: Role = 'administrator') =>
    desk.call(CHANGE_STAFF, `PATCH /api/staff/${id}`, { as, json, params: { id } });

  it('is set by an administrator, within what they see themselves', async () => {
    const accountIds = [inside.remotepc];
    expect((await change('stf_viewer', { accountIds })).status).toBe(204);
    expect((await change('stf_viewer', { accountIds: [outside.remotepc] })).status).toBe(400);
    expect((await change('stf_viewer', { accountIds: null })).status).toBe(400);
    expect((await change('stf_administrator', { accountIds })).status).toBe(409);
    const invited = await desk.call(INVITE, 'POST /api/staff', {
      json: { email: 'new@desk.example', name: 'New', role: 'administrator' },
    });
    const { id } = (await invited.json()) as { id: string };
    const [row] = await db().select().from(staffMembers).where(eq(staffMembers.id, id));
    expect(row?.accountIds).toEqual([inside.remotepc, inside.remoteit]);
  });

  it('keeps someone who sees everything out of reach of an administrator who doesn’t', async () => {
    await db()
      .update(staffMembers)
      .set({ accountIds: null })
      .where(eq(staffMembers.id, 'stf_manager'));
    expect((await change('stf_manager', { role: 'viewer' })).status).toBe(404);
  });

  it('ends the sessions of someone who sees fewer or more accounts from now on', async () => {
    await db()
      .update(staffMembers)
      .set({ accountIds: null })
      .where(eq(staffMembers.id, 'stf_administrator'));
    expect((await change('stf_manager', { accountIds: [inside.remotepc] })).status).toBe(204);
    const response = await desk.call(USERS, 'GET /api/users', { as: 'manager' });
    expect(response.status).toBe(401);
    const sessions = eq(staffSessions.staffId, 'stf_manager');
    await db().update(staffSessions).set({ revokedAt: null }).where(sessions);
    expect((await change('stf_manager', { accountIds: null })).status).toBe(204);
    const again = await desk.call(USERS, 'GET /api/users', { as: 'manager' });
    expect(again.status).toBe(401);
  });
});
