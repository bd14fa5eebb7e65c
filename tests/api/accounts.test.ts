import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as TEST } from '@/app/api/accounts/[id]/test/route';
import { GET } from '@/app/api/accounts/route';
import type { ConnectionCheck } from '@/lib/contract/accounts';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '600' } });
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.remotepc.faults.clear();
  desk.sandbox.remoteit.faults.clear();
});

async function test(id: string): Promise<Record<string, unknown>> {
  const response = await desk.call(TEST, 'POST /api/accounts/x/test', { params: { id } });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

function findingsOf({ checks }: Record<string, unknown>): Record<string, boolean | null> {
  return Object.fromEntries((checks as ConnectionCheck[]).map(({ name, ok }) => [name, ok]));
}

async function lastEvent() {
  const [event] = await db()
    .select()
    .from(auditEvents)
    .orderBy(desc(auditEvents.sequence))
    .limit(1);
  return event;
}

describe('GET /api/accounts', () => {
  it('lists the accounts, and only whether each has a secret', async () => {
    const response = await desk.call(GET, 'GET /api/accounts', { as: 'viewer' });
    const text = await response.text();
    const shared = {
      ...{ isSandbox: true, isDefault: true, isDisabled: false, source: 'sandbox' },
      ...{ hasSecret: true, previousUntil: null },
    };
    const { remotepc, remoteit } = desk.sandbox;
    expect(JSON.parse(text)).toEqual({
      items: [
        {
          ...{ id: 'rpc_sandbox', upstream: 'remotepc', name: 'RemotePC sandbox' },
          ...{ url: remotepc.baseUrl, ...shared },
        },
        {
          ...{ id: 'rit_sandbox', upstream: 'remoteit', name: 'remote.it sandbox', api: 'v27' },
          ...{ url: remoteit.baseUrl, ...shared },
        },
      ],
      total: 2,
    });
    expect(text).not.toContain(desk.sandbox.remotepc.credentials.apiKey);
  });
});

describe('POST /api/accounts/{id}/test', () => {
  it.each(['rpc_sandbox', 'rit_sandbox'])('reports success for %s', async (id) => {
    const result = await test(id);
    expect(result).toEqual({ ok: true, checks: expect.any(Array), tookMs: expect.any(Number) });
    expect(findingsOf(result)).toEqual({
      ...{ dns: true, connect: true, tls: null, credentials: true },
      ...{ whitelist: id === 'rpc_sandbox' ? true : null, clock: true, shape: true },
    });
    expect(await lastEvent()).toMatchObject({
      action: 'account.tested',
      outcome: 'success',
      target: id,
    });
  });

  it('tells a refused key from a missing entry in the allowlist', async () => {
    for (const [status, code, failed] of [
      [401, 'upstream_unauthorized', 'credentials'],
      [403, 'upstream_forbidden', 'whitelist'],
    ] as const) {
      desk.sandbox.remotepc.faults.set('list', { status });
      const result = await test('rpc_sandbox');
      expect(result).toMatchObject({ ok: false, code, upstream: { name: 'remotepc', status } });
      const findings = Object.entries(findingsOf(result));
      expect(findings.filter(([, ok]) => ok === false)).toEqual([[failed, false]]);
    }
    expect(await lastEvent()).toMatchObject({ action: 'account.tested', outcome: 'failure' });
  });

  it('distinguishes a slow upstream from a broken one', async () => {
    desk.sandbox.remotepc.faults.set('list', { delayMs: 5_000 });
    expect(await test('rpc_sandbox')).toMatchObject({ ok: false, code: 'upstream_timeout' });
    desk.sandbox.remoteit.faults.set('*', { body: '<html>hello</html>' });
    expect(await test('rit_sandbox')).toMatchObject({ ok: false, code: 'upstream_malformed' });
  });

  it('returns 404 for any other account', async () => {
    // What can't be an id is rejected before any lookup.
    const codes = { rpc_none: 'account_not_found', '': 'not_found', '\0': 'not_found' };
    for (const [id, code] of Object.entries(codes)) {
      const call = { params: { id } };
      const response = await desk.call(TEST, 'POST /api/accounts/x/test', call);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code });
    }
  });

  it('is for administrators only', async () => {
    desk.sandbox.remotepc.calls.length = 0;
    const call = { as: 'manager', params: { id: 'rpc_sandbox' } } as const;
    expect((await desk.call(TEST, 'POST /api/accounts/x/test', call)).status).toBe(403);
    expect(desk.sandbox.remotepc.calls).toHaveLength(0);
  });
});
