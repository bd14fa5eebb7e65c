import { sql } from 'drizzle-orm';
import Papa from 'papaparse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/activity/export/route';
import { GET as KEY } from '@/app/api/activity/key/route';
import { GET as PROOF } from '@/app/api/activity/proof/route';
import { GET as LIST } from '@/app/api/activity/route';
import { GET as VERIFY } from '@/app/api/activity/verify/route';
import type { ActivityPage, LogVerification, ProofState } from '@/lib/contract/audit';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await record(5);
});
afterEach(() => desk.close());

async function record(count: number): Promise<void> {
  const event = { action: 'user.added', outcome: 'success', target: 'ann@x.example' } as const;
  await recordEvents(
    systemActor('req-1'),
    Array.from({ length: count }, () => event),
  );
}

async function verified(): Promise<LogVerification> {
  const response = await desk.call(VERIFY, 'GET /api/activity/verify');
  expect(response.status).toBe(200);
  return (await response.json()) as LogVerification;
}

describe('GET /api/activity/verify', () => {
  it('covers events that were recorded just now', async () => {
    expect(await verified()).toEqual({
      ok: true,
      checked: 5,
      head: {
        sequence: 5,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    await record(2);
    expect(await verified()).toMatchObject({ ok: true, checked: 7, head: { sequence: 7 } });
  });

  it('names the first bad event, and why', async () => {
    const { head } = await verified();
    await asOwner(`
      set session_replication_role = replica;
      update audit_events set target = 'bob@x.example' where sequence in (3, 4)`);
    const { rows } = await db().execute<{ id: string }>(
      sql`select id from audit_events where sequence = 3`,
    );
    expect(await verified()).toEqual({
      ok: false,
      checked: 2,
      head,
      firstBad: {
        sequence: 3,
        id: rows[0]?.id,
        reason: 'event_changed: The event isn’t as it was when it was sealed.',
      },
    });
  });

  it('answers several calls at once', async () => {
    const all = await Promise.all([verified(), verified(), verified()]);
    expect(all.map(({ ok, checked }) => [ok, checked])).toEqual([
      [true, 5],
      [true, 5],
      [true, 5],
    ]);
  });

  it('says what is missing without a key', async () => {
    const key = process.env.AUDIT_KEY;
    process.env.AUDIT_KEY = '';
    process.env.DATA_DIR = '/nonexistent';
    try {
      const response = await desk.call(VERIFY, 'GET /api/activity/verify');
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        code: 'unavailable',
        detail:
          'The audit log’s key is missing, so nothing is sealed or verified. Restore keys/audit-key in DATA_DIR, or AUDIT_KEY.',
      });
    } finally {
      delete process.env.DATA_DIR;
      process.env.AUDIT_KEY = key;
    }
    expect(await verified()).toMatchObject({ ok: true, checked: 5 });
  });

  it('isn’t for someone who sees only some accounts: the chain is one for all', async () => {
    await db().execute(
      sql`insert into staff_members (id, email, name, role, account_ids)
        values ('stf_other', 'other@desk.example', 'Other', 'viewer', '{rpc_sandbox}')`,
    );
    const { id } = await desk.staff('administrator');
    await db().execute(
      sql`update staff_members set account_ids = '{rpc_sandbox}' where id = ${id}`,
    );
    for (const [handler, path] of [
      [VERIFY, 'verify'],
      [PROOF, 'proof'],
    ] as const) {
      const response = await desk.call(handler, `GET /api/activity/${path}`);
      expect(response.status).toBe(404);
    }
  });
});

it('shows how far the log is sealed, and which events aren’t', async () => {
  const state = async () => {
    const response = await desk.call(PROOF, 'GET /api/activity/proof', { as: 'viewer' });
    return (await response.json()) as ProofState;
  };
  const listed = async () => {
    const response = await desk.call(LIST, 'GET /api/activity?action=user.added', { as: 'viewer' });
    const { items } = (await response.json()) as ActivityPage;
    return items.map(({ sequence, hash }) => [sequence, hash?.length]);
  };
  expect(await state()).toEqual({
    head: { sequence: 0, hash: '0'.repeat(64), at: null },
    unsealed: 5,
    checkpoint: null,
    forwarding: [],
    retention: { months: null, next: null, removed: null },
  });
  await sealEvents();
  await record(1);
  expect(await state()).toMatchObject({
    head: { sequence: 5 },
    unsealed: 1,
    checkpoint: { sequence: 5, at: expect.stringMatching(/Z$/) },
    forwarding: [],
    retention: { months: null, next: null, removed: null },
  });
  expect(await listed()).toEqual([
    [null, undefined],
    [5, 64],
    [4, 64],
    [3, 64],
    [2, 64],
    [1, 64],
  ]);
});

it('exports each event with its place and hash, sealed before the first line leaves', async () => {
  const response = await desk.call(EXPORT, 'GET /api/activity/export?action=user.added');
  const { data } = Papa.parse<Record<string, string>>((await response.text()).slice(1), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data.map(({ sequence }) => sequence)).toEqual(['5', '4', '3', '2', '1']);
  const { head } = await verified();
  expect(head.sequence).toBe(6);
  expect(data[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
});

it('lets the public key be downloaded, and no other', async () => {
  const response = await desk.call(KEY, 'GET /api/activity/key', { as: 'viewer' });
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="audit-public-key.pem"',
  );
  expect(await response.text()).toMatch(
    /^-----BEGIN PUBLIC KEY-----\n[\w+/=]{60}\n-----END PUBLIC KEY-----\n$/,
  );
});
