import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as ACCOUNTS } from '@/app/api/accounts/route';
import { POST as SIGN_IN_AS } from '@/app/api/auto-login/route';
import { GET as BATCHES } from '@/app/api/batches/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as CALLS } from '@/app/api/tokens/[id]/calls/route';
import { DELETE } from '@/app/api/tokens/[id]/route';
import { GET, POST } from '@/app/api/tokens/route';
import { PATCH as ANNOTATE } from '@/app/api/users/annotations/route';
import { GET as USER } from '@/app/api/users/[key]/route';
import { GET as USERS } from '@/app/api/users/route';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { ApiToken, TokenCall } from '@/lib/contract/tokens';
import { db } from '@/lib/server/db/client';
import {
  apiTokenCalls,
  apiTokens,
  customers,
  guessCounters,
  roles,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import { callWith, confirmPassword, tokenOf } from '@/tests/support/tokens';
import { startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await db().delete(apiTokens);
  await db().delete(guessCounters);
});
afterAll(() => desk.close());

const list = async (as: Role) => {
  const response = await desk.call(GET, 'GET /api/tokens', { as });
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: ApiToken[] }).items;
};
const users = (token: string, headers: Record<string, string> = {}) =>
  callWith(desk, token, USERS, 'GET /api/users', { headers });
const codeOf = async (response: Response) => {
  const { code, errors } = (await response.json()) as Problem;
  return [response.status, code, ...(errors ?? []).map(({ path }) => path)];
};
const add = (json: Record<string, unknown>, as: Role = 'technician') =>
  desk.call(POST, 'POST /api/tokens', { as, json: { name: 'Script', role: as, ...json } });
const staffRow = (role: Role) => eq(staffMembers.id, `stf_${role}`);

describe('creating a token', () => {
  it('needs a confirmation first, and shows the token once', async () => {
    await desk.staff('technician');
    await db().update(staffSessions).set({ steppedUpAt: null });
    expect(await codeOf(await add({}))).toEqual([403, 'step_up_required']);
    await confirmPassword(desk, 'technician');
    const response = await add({});
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { id, token } = (await response.json()) as { id: string; token: string };
    expect(token).toMatch(/^rd_[A-Za-z0-9_-]{43}$/);
    const [item] = await list('technician');
    expect(item).toMatchObject({
      ...{ id, name: 'Script', role: 'technician', roleName: 'Technician', scopes: null },
      ...{ accountIds: null, addressRanges: null, lastUsedAt: null, isExpired: false },
    });
    const days = (Date.parse(item?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    expect(
      JSON.stringify([await db().select().from(apiTokens), await desk.events()]),
    ).not.toContain(token.slice(3));
    expect(await desk.said()).toContain('token.created success');
  });

  it.each([
    ['a role that allows more than the person’s', { role: 'manager' }, [403, 'forbidden']],
    ['a role that doesn’t exist', { role: 'rol_aaaaaaaaaaaaaaaaaaaaaaaa' }, [400, 'role']],
    ['a permission that no token can have', { scopes: ['staff.write'] }, [400, 'scopes[0]']],
    ['a permission that its role lacks', { scopes: ['users.write'] }, [400, 'scopes[0]']],
    ['no permission at all', { scopes: [] }, [400, 'scopes']],
    ['an account that doesn’t exist', { accountIds: ['nowhere'] }, [400, 'accountIds']],
    ['a customer that doesn’t exist', { customerIds: ['cus_none'] }, [400, 'customerIds[0]']],
    ['a range that isn’t one', { addressRanges: ['10.0.0.0/33'] }, [400, 'addressRanges[0]']],
    ['a time that has passed', { expiresAt: '2020-01-01T00:00:00Z' }, [400, 'expiresAt']],
    ['more than a year', { expiresAt: '2999-01-01T00:00:00Z' }, [400, 'expiresAt']],
  ])('refuses %s', async (_, input, expected) => {
    await confirmPassword(desk, 'technician');
    const [status, code, path] = await codeOf(await add(input));
    expect([status, path ?? code]).toEqual(expected);
  });

  it('stops at fifty tokens', async () => {
    const { id: staffId } = await desk.staff('technician');
    const expiresAt = new Date(Date.now() + 1_000);
    await db()
      .insert(apiTokens)
      .values(
        Array.from({ length: 50 }, (_, index) => ({
          ...{ id: `tok_${index}`, staffId, name: 'Old', hash: `${index}`, expiresAt },
          role: 'viewer' as const,
        })),
      );
    await confirmPassword(desk, 'technician');
    expect(await codeOf(await add({}))).toEqual([409, 'conflict']);
  });
});

describe('a call with a token', () => {
  it('needs neither a session nor an origin, and is its owner’s in the audit log', async () => {
    const { id, token } = await tokenOf(desk, 'technician');
    const note = { username, note: 'Called back.' };
    const json = { as: null, json: note };
    const response = await callWith(desk, token, ANNOTATE, 'PATCH /api/users/annotations', json);
    expect(response.status).toBe(200);
    const event = (await desk.events()).find(({ action }) => action === 'user.annotated');
    expect(event).toMatchObject({
      actorEmail: 'technician@desk.example',
      details: { token: { id, name: 'Ticket system' } },
    });
  });

  it('is the token’s alone, even with a cookie of someone who may do more', async () => {
    const { token } = await tokenOf(desk, 'viewer');
    const call = { as: 'administrator' as const, json: { username, note: 'x' } };
    const response = await callWith(desk, token, ANNOTATE, 'PATCH /api/users/annotations', call);
    expect(await codeOf(response)).toEqual([403, 'forbidden']);
    const wrong = await callWith(desk, 'rd_wrong', USERS, 'GET /api/users', {
      as: 'administrator',
    });
    expect(wrong.status).toBe(401);
  });

  it('is a session’s with another kind of authorization, as a proxy may send it', async () => {
    const headers = { authorization: 'Basic ZGVzazpkZXNr' };
    const response = await desk.call(USERS, 'GET /api/users', { as: 'viewer', headers });
    expect(response.status).toBe(200);
  });

  it('can’t do what only people do, and says so', async () => {
    const { token } = await tokenOf(desk, 'administrator');
    const json = { name: 'Another', role: 'viewer' };
    const response = await callWith(desk, token, POST, 'POST /api/tokens', { json });
    expect(response.status).toBe(403);
    const { code, detail } = (await response.json()) as Problem;
    expect(code).toBe('forbidden');
    expect(detail).toBe(
      'No API token can do this: tokens, people, sign-ins, accounts, policies, and approvals need a person. Sign in to Reseller Desk.',
    );
    expect((await callWith(desk, token, PROFILE, 'GET /api/profile')).status).toBe(403);
  });

  it('ends with its owner: disabled, expired, deleted', async () => {
    const { id, token } = await tokenOf(desk, 'viewer');
    expect((await users(token)).status).toBe(200);
    await db().update(staffMembers).set({ isDisabled: true }).where(staffRow('viewer'));
    expect(await codeOf(await users(token))).toEqual([401, 'unauthorized']);
    await db().update(staffMembers).set({ isDisabled: false }).where(staffRow('viewer'));
    await db()
      .update(apiTokens)
      .set({ expiresAt: sql`now()` });
    expect(await codeOf(await users(token))).toEqual([401, 'token_expired']);
    expect((await list('viewer')).map(({ isExpired }) => isExpired)).toEqual([true]);
    const own = { as: 'viewer' as const, params: { id } };
    expect((await desk.call(DELETE, `DELETE /api/tokens/${id}`, own)).status).toBe(204);
    expect(await codeOf(await users(token))).toEqual([401, 'unauthorized']);
    expect(await desk.said()).toContain('token.deleted success');
  });

  it('has no more than its role, its scopes and its owner have now', async () => {
    const { token } = await tokenOf(desk, 'manager', { scopes: ['users.read', 'users.annotate'] });
    const annotate = () => {
      const json = { username, note: 'x' };
      return callWith(desk, token, ANNOTATE, 'PATCH /api/users/annotations', { json });
    };
    expect((await annotate()).status).toBe(200);
    const accounts = await callWith(desk, token, ACCOUNTS, 'GET /api/accounts');
    const { detail } = (await accounts.json()) as Problem;
    expect(detail).toBe(
      'This token doesn’t have the permission accounts.read, or its owner doesn’t. Use one that has it.',
    );
    await db().update(staffMembers).set({ role: 'viewer' }).where(staffRow('manager'));
    expect((await users(token)).status).toBe(200);
    expect((await annotate()).status).toBe(403);
    expect((await list('manager'))[0]?.permissions).toEqual(['users.read']);
    await db().update(staffMembers).set({ role: 'manager' }).where(staffRow('manager'));
  });

  it('has what its own role, of those defined here, allows now', async () => {
    const id = 'rol_aaaaaaaaaaaaaaaaaaaaaaaa';
    const permissions = ['profile.write', 'users.read'];
    await db().insert(roles).values({ id, name: 'Readers', permissions, createdBy: 'stf_other' });
    const { token } = await tokenOf(desk, 'manager', { role: id });
    expect((await users(token)).status).toBe(200);
    await db()
      .update(roles)
      .set({ permissions: ['profile.write'] });
    expect((await users(token)).status).toBe(403);
    await db().delete(roles);
    expect((await users(token)).status).toBe(403);
  });

  it('sees only accounts that both it and its owner see', async () => {
    const { token } = await tokenOf(desk, 'manager', { accountIds: ['rit_sandbox'] });
    const all = await tokenOf(desk, 'manager');
    expect((await users(token)).status).toBe(404);
    expect((await users(all.token)).status).toBe(200);
    await db()
      .update(staffMembers)
      .set({ accountIds: ['rit_sandbox'] })
      .where(staffRow('manager'));
    expect((await users(all.token)).status).toBe(404);
    await db().update(staffMembers).set({ accountIds: null }).where(staffRow('manager'));
  });

  it('sees only customers that both it and its owner see', async () => {
    await db()
      .insert(customers)
      .values([
        { id: 'cus_south', name: 'South', nameKey: 'south', tags: [] },
        { id: 'cus_north', name: 'North', nameKey: 'north', tags: [] },
      ]);
    const { token } = await tokenOf(desk, 'manager', { customerIds: ['cus_south'] });
    const invitations = () => callWith(desk, token, BATCHES, 'GET /api/batches');
    // Batches can't be tied to a customer.
    expect((await invitations()).status).toBe(404);
    const everything = await tokenOf(desk, 'manager');
    expect((await callWith(desk, everything.token, BATCHES, 'GET /api/batches')).status).toBe(200);
    const confined = { customerIds: ['cus_north'] };
    await db().update(staffMembers).set(confined).where(staffRow('manager'));
    const [, item] = await list('manager');
    expect(item?.permissions).not.toContain('batches.read');
    await confirmPassword(desk, 'manager');
    expect(await codeOf(await add({ customerIds: ['cus_south'] }, 'manager'))).toEqual([
      ...[400, 'invalid_request', 'customerIds[0]'],
    ]);
    expect((await add({ customerIds: ['cus_north'] }, 'manager')).status).toBe(201);
    await db().update(staffMembers).set({ customerIds: null }).where(staffRow('manager'));
  });

  it.each([
    ['203.0.113.0/24', '203.0.113.7', 200],
    ['203.0.113.0/24', '198.51.100.7', 403],
    ['2001:db8::/32', '2001:db8:1::9', 200],
    ['2001:db8::/32', '2001:db9::9', 403],
    ['203.0.113.7', '203.0.113.7', 200],
    ['203.0.113.7', 'unknown', 403],
  ])('confined to %s and sent from %s: %i', async (range, from, status) => {
    const { token } = await tokenOf(desk, 'viewer', { addressRanges: [range] });
    const response = await users(token, { 'x-forwarded-for': from });
    expect(response.status).toBe(status);
    expect(await desk.denials()).toEqual(status === 200 ? [] : ['access.denied token_address']);
  });

  it('can’t do what the policy asks a confirmation for', async () => {
    const { token } = await tokenOf(desk, 'manager');
    await desk.setStaffPolicy({ stepUpBefore: ['passwords'] });
    const json = { username, password: 'another' };
    const stored = await callWith(desk, token, STORE, 'PUT /api/stored-passwords', { json });
    expect(await codeOf(stored)).toEqual([403, 'forbidden']);
    await desk.setStaffPolicy({ stepUpBefore: [] });
    await desk.setPolicy({ stepUp: 'password' });
    const opened = await callWith(desk, token, SIGN_IN_AS, 'POST /api/auto-login', {
      json: { username },
    });
    expect(await codeOf(opened)).toEqual([403, 'forbidden']);
    expect(desk.calls()).not.toContain('auto-login');
  });

  it('waits for an approval where the policy asks for one', async () => {
    const { token } = await tokenOf(desk, 'technician');
    await desk.setPolicy({ approval: 'second_person' });
    const opened = await callWith(desk, token, SIGN_IN_AS, 'POST /api/auto-login', {
      json: { username },
    });
    expect(await codeOf(opened)).toEqual([403, 'approval_required']);
  });

  it('needs the second factor that its owner must have', async () => {
    const { token } = await tokenOf(desk, 'manager');
    await db().update(staffMembers).set({ hasShortPassword: true }).where(staffRow('manager'));
    expect(await codeOf(await users(token))).toEqual([403, 'second_factor_missing']);
    await db().update(apiTokens).set({ isSingleSignOn: true });
    expect((await users(token)).status).toBe(200);
    await db().update(staffMembers).set({ hasShortPassword: false }).where(staffRow('manager'));
  });

  it('is held back after thirty wrong tokens a minute from a network, and right ones aren’t', async () => {
    const { token } = await tokenOf(desk, 'viewer');
    const statuses: number[] = [];
    for (let times = 0; times < 31; times += 1) {
      const { status } = await users(`rd_${'x'.repeat(40)}${100 + times}`);
      statuses.push(status);
    }
    expect(statuses.slice(28)).toEqual([401, 401, 429]);
    expect((await users(token)).status).toBe(200);
    expect(await desk.said()).toEqual(['token.created success', 'token.held denied']);
  });
});

describe('the calls of a token', () => {
  const callsOf = async (id: string, as: Role = 'technician') => {
    const response = await desk.call(CALLS, `GET /api/tokens/${id}/calls`, { as, params: { id } });
    expect(response.status).toBe(200);
    return ((await response.json()) as { items: TokenCall[] }).items;
  };

  it('are listed by route, without what was asked for', async () => {
    const { id, token } = await tokenOf(desk, 'technician');
    await callWith(desk, token, USERS, 'GET /api/users?search=secret');
    const key = 'rpc_sandbox.ann@south.example';
    await callWith(desk, token, USER, `GET /api/users/${key}`, { params: { key } });
    await callWith(desk, token, POST, 'POST /api/tokens', { json: {} });
    const calls = await callsOf(id);
    expect(calls.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
      'POST /api/tokens 403',
      expect.stringMatching(/^GET \/api\/users\/\[key\] \d{3}$/),
      'GET /api/users 200',
    ]);
    const [item] = await list('technician');
    expect(item?.lastUsedAt).toBe(calls[0]?.at);
  });

  it('are the last hundred', async () => {
    const { id, token } = await tokenOf(desk, 'technician');
    await db()
      .insert(apiTokenCalls)
      .values(
        Array.from({ length: 120 }, () => ({
          ...{ tokenId: id, at: new Date(), method: 'GET', route: '/api/users', status: 200 },
        })),
      );
    await callWith(desk, token, ACCOUNTS, 'GET /api/accounts');
    const calls = await callsOf(id);
    expect(calls).toHaveLength(100);
    expect(calls[0]?.route).toBe('/api/accounts');
    expect(await db().$count(apiTokenCalls)).toBe(100);
  });

  it('and the token itself are no one else’s', async () => {
    const { id } = await tokenOf(desk, 'technician');
    const other = { as: 'administrator' as const, params: { id } };
    expect((await desk.call(CALLS, `GET /api/tokens/${id}/calls`, other)).status).toBe(404);
    expect((await desk.call(DELETE, `DELETE /api/tokens/${id}`, other)).status).toBe(404);
    expect(await list('administrator')).toEqual([]);
  });
});
