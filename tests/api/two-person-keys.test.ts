import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POST as ADOPT } from '@/app/api/accounts/[id]/adopt/route';
import { PATCH as CHANGE_ACCOUNT } from '@/app/api/accounts/[id]/route';
import { POST as ROTATE } from '@/app/api/accounts/[id]/rotate/route';
import { POST as ADD_ACCOUNT } from '@/app/api/accounts/route';
import { POST as DECIDE } from '@/app/api/approvals/[id]/decide/route';
import { GET as CHANGES } from '@/app/api/approvals/changes/route';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { findAccount } from '@/lib/server/accounts/accounts';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { secretOf } from '@/lib/server/accounts/upstream-clients';
import { everyone, systemActor } from '@/lib/server/actor';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import {
  accounts,
  auditEvents,
  changeSecrets,
  pendingChanges,
  staffMembers,
} from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { forgetLost } from '@/lib/server/vault/forget-lost';
import { openVault } from '@/lib/server/vault/open-vault';
import { rotate, withVaultLock } from '@/lib/server/vault/rotate';
import type { ChangesPage } from '@/lib/contract/changes';
import type { Problem } from '@/lib/contract/problem';
import { cookieOf } from '@/tests/support/call-route';
import { accessTo } from '@/tests/support/operation-setup';
import { codeOf, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

const actor = systemActor('request-1');

let desk: PolicyDesk;
let vendor: RemoteitSandbox;
/** The remote.it account with an access key. */
let id: string;
let second: Record<string, string>;

beforeEach(async () => {
  vendor = await startRemoteitSandbox();
  desk = await startPolicyDesk({ upstreamTimeoutMs: 1_000 });
  await desk.begin();
  const account = await addAccount(actor, {
    ...{ upstream: 'remoteit', name: 'Mine', url: vendor.graphqlUrl, secret: vendor.accessKey },
    ...{ isDefault: false, saveUntested: false },
  });
  id = account.id;
  second = await addAdmin('second');
  await desk.setStaffPolicy({ twoPersonSettings: true });
});
afterEach(async () => {
  delete process.env.ENCRYPTION_KEY_PREVIOUS;
  await desk.close();
  await vendor.close();
});

async function addAdmin(name: string): Promise<Record<string, string>> {
  const member = { id: `stf_${name}`, email: `${name}@desk.example`, name };
  await db()
    .insert(staffMembers)
    .values({ ...member, role: 'administrator', passwordHash: 'never verified' });
  const sessionId = await startSession(member.id, { ip: null, userAgent: null });
  return { cookie: await cookieOf({ sessionId }) };
}

async function idOf(response: Response): Promise<string> {
  const body = (await response.json()) as { approvalId?: string };
  expect([response.status, Object.keys(body)]).toEqual([202, ['approvalId']]);
  return body.approvalId ?? '';
}

const askToRotate = () => desk.call(ROTATE, `POST /api/accounts/${id}/rotate`, { params: { id } });

const decide = (changeId: string, headers = second, approve = true) =>
  desk.call(DECIDE, `POST /api/approvals/${changeId}/decide`, {
    ...{ as: null, headers, json: { approve }, params: { id: changeId } },
  });

async function states(): Promise<string[]> {
  const response = await desk.call(CHANGES, 'GET /api/approvals/changes');
  const { pending, past } = (await response.json()) as ChangesPage;
  return [...pending, ...past].map(({ state }) => state);
}

const detailOf = async (response: Response) => ((await response.json()) as Problem).detail;

/** How often remote.it was asked for a new key. */
const keyCalls = () => vendor.calls.filter(({ operation }) => operation === 'key').length;

async function said(): Promise<string[]> {
  const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
  return events
    .filter(({ action }) => action.startsWith('change.') || action.startsWith('account.key'))
    .map(({ action, outcome }) => `${action} ${outcome}`);
}

const versionOf = async () =>
  (await db().select().from(accounts).where(eq(accounts.id, id)))[0]?.version;

describe('replacing an access key, with the two-person rule', () => {
  it('waits, and is carried out once, however many approve it at once', async () => {
    const third = await addAdmin('third');
    const change = await idOf(await askToRotate());
    expect([await versionOf(), keyCalls()]).toEqual([1, 0]);
    const answers = await Promise.all([
      decide(change),
      decide(change, third),
      decide(change),
      decide(change, third),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await states()).toEqual(['done']);
    expect(await versionOf()).toBe(2);
    expect(vendor.state.accessKeys.map(({ isEnabled }) => isEnabled)).toEqual([true]);
    expect(await said()).toEqual([
      ...['change.asked success', 'change.approved success'],
      ...['account.key_requested unknown', 'account.key_created success'],
      'account.key_disabled success',
    ]);
    expect((await decide(change)).status).toBe(409);
    expect(await versionOf()).toBe(2);
  });

  it('is unconfirmed if remote.it’s answer is lost: neither made nor failed, and not repeated', async () => {
    const change = await idOf(await askToRotate());
    vendor.faults.set('key', { delayMs: 5_000 });
    expect((await decide(change)).status).toBe(504);
    vendor.faults.clear();
    expect(await states()).toEqual(['unconfirmed']);
    expect((await said()).slice(1)).toEqual([
      'change.approved success',
      'account.key_requested unknown',
      'account.key_created unknown',
      'change.not_made unknown',
    ]);
    const again = await decide(change);
    expect(again.status).toBe(409);
    expect(await detailOf(again)).toContain('it isn’t known whether it was made');
    expect([keyCalls(), await versionOf()]).toEqual([1, 1]);
  });

  it('has failed if remote.it refuses it, and can be asked for again', async () => {
    const change = await idOf(await askToRotate());
    vendor.state.createAccessKey();
    expect(await codeOf(await decide(change))).toEqual([422, 'upstream_rejected']);
    expect(await states()).toEqual(['failed']);
    expect((await said()).at(-1)).toBe('change.not_made failure');
    vendor.state.accessKeys.pop();
    await idOf(await askToRotate());
    expect(await states()).toEqual(['pending', 'failed']);
  });

  it('is unconfirmed if the server was killed while it was carried out', async () => {
    const change = await idOf(await askToRotate());
    await db()
      .update(pendingChanges)
      .set({ state: 'running', decidedByEmail: 'second@desk.example', decidedAt: new Date() });
    expect(await states()).toEqual(['running']);
    await desk.passMinutes('pending_changes', ['decided_at'], 6);
    expect(await states()).toEqual(['unconfirmed']);
    expect((await decide(change)).status).toBe(409);
    expect([keyCalls(), await versionOf()]).toEqual([0, 1]);
    // It no longer stands in the way of the next one.
    await idOf(await askToRotate());
  });

  it('is out of date once someone else has replaced the key', async () => {
    const change = await idOf(await askToRotate());
    await db().update(accounts).set({ version: 7 }).where(eq(accounts.id, id));
    expect(await detailOf(await decide(change))).toContain('out of date');
    expect([await states(), keyCalls()]).toEqual([['outdated'], 0]);
  });

  it('isn’t asked for where it can’t be done', async () => {
    const call = { params: { id: 'rpc_sandbox' } };
    const refused = await desk.call(ROTATE, 'POST /api/accounts/rpc_sandbox/rotate', call);
    expect(await codeOf(refused)).toEqual([409, 'conflict']);
    expect(await states()).toEqual([]);
  });
});

describe('moving a key into the vault, with the two-person rule', () => {
  const adopt = () =>
    desk.call(ADOPT, 'POST /api/accounts/rpc_default/adopt', { params: { id: 'rpc_default' } });
  const access = () => accessTo(desk);

  it('waits, and is carried out once, however many approve it at once', async () => {
    Object.assign(process.env, {
      ...{ REMOTEPC_API_URL: access().url, REMOTEPC_API_KEY: access().secret.apiKey },
    });
    resetEnv();
    try {
      const change = await idOf(await adopt());
      const source = async () => (await findAccount(everyone, 'remotepc', 'rpc_default')).source;
      expect(await source()).toBe('settings');
      const answers = await Promise.all([decide(change), decide(change), decide(change)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(await source()).toBe('vault');
      const events = await db().select().from(auditEvents);
      expect(events.filter(({ action }) => action === 'account.adopted')).toHaveLength(1);
      expect(await states()).toEqual(['done']);
    } finally {
      Object.assign(process.env, { REMOTEPC_API_URL: '', REMOTEPC_API_KEY: '' });
      resetEnv();
    }
  });
});

describe('a secret that waits for approval, and the vault’s key', () => {
  const newKey = () => randomBytes(32).toString('base64');

  function setKeys(current: string, previous = ''): void {
    Object.assign(process.env, { ENCRYPTION_KEY: current, ENCRYPTION_KEY_PREVIOUS: previous });
    resetEnv();
  }

  const askToConnect = () => {
    const json = { upstream: 'remotepc', name: 'North', ...accessTo(desk) };
    return desk.call(ADD_ACCOUNT, 'POST /api/accounts', { json });
  };
  const north = async () =>
    (await db().select().from(accounts)).find(({ name }) => name === 'North');

  it('is under the new key after a rotation, and still works', async () => {
    const change = await idOf(await askToConnect());
    const first = process.env.ENCRYPTION_KEY ?? '';
    const current = newKey();
    setKeys(current, first);
    const { keyId } = await withVaultLock(() => rotate(actor));
    setKeys(current);
    expect((await db().select().from(changeSecrets)).map((row) => row.keyId)).toEqual([keyId]);
    expect((await openVault()).state).toBe('open');
    expect((await decide(change)).status).toBe(200);
    const account = await findAccount(everyone, 'remotepc', (await north())?.id);
    expect(await secretOf(account)).toEqual(accessTo(desk).secret);
  });

  it('waits while the key is missing, and works once it’s back', async () => {
    const change = await idOf(await askToConnect());
    const first = process.env.ENCRYPTION_KEY ?? '';
    setKeys(newKey());
    expect(await codeOf(await decide(change))).toEqual([503, 'vault_locked']);
    expect(await states()).toEqual(['pending']);
    expect(await north()).toBeUndefined();
    setKeys(first);
    expect((await decide(change)).status).toBe(200);
    expect(await north()).toBeDefined();
  });

  it('whose key is lost for good makes its change out of date, with its event', async () => {
    const json = { secret: vendor.accessKey };
    const params = { id };
    const change = await idOf(
      await desk.call(CHANGE_ACCOUNT, `PATCH /api/accounts/${id}`, { json, params }),
    );
    const connect = await idOf(await askToConnect());
    setKeys(newKey());
    await withVaultLock(() => forgetLost(actor));
    expect(await states()).toEqual(['outdated', 'outdated']);
    for (const one of [change, connect]) {
      const refused = await decide(one);
      expect(refused.status).toBe(409);
      expect(await detailOf(refused)).toContain('has to be asked for again');
    }
    expect(await north()).toBeUndefined();
    expect((await said()).filter((text) => text.startsWith('change.outdated'))).toHaveLength(2);
    // Asked for again, it's stored under the key that there is.
    const again = await idOf(await askToConnect());
    expect((await decide(again)).status).toBe(200);
  });

  it('that is damaged makes its change out of date', async () => {
    const change = await idOf(await askToConnect());
    await db()
      .update(changeSecrets)
      .set({ sealed: Buffer.alloc(120, 1) });
    const refused = await decide(change);
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toContain('has to be asked for again');
    expect(await states()).toEqual(['outdated']);
    expect(await north()).toBeUndefined();
  });
});
