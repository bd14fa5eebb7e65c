import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/activity/route';
import type { ActivityRow, ActivityRows } from '@/lib/contract/audit';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { permissionsOf } from '@/lib/shared/permissions';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

const BATCH = `bat_${'x'.repeat(24)}`;
const about = { target: 'ada@corner.example', accountId: 'rpc_sandbox' };
const signIn = { ...about, reason: 'The printer is down.', ticket: 'HD-1234' };
const ofBatch = { accountId: 'rpc_sandbox', details: { batchId: BATCH } };
const service = { target: '80:00:00:00:01:00:8f:a2', accountId: 'rit_sandbox' };

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await db().execute(sql`
    insert into batches (id, account_id, name, created_by_id, created_by_email, request_id, total)
    values (${BATCH}, 'rpc_sandbox', 'Corner shop', 'stf_manager', 'manager@desk.example', 'r', 3)`);
  await db().execute(sql`
    insert into invitations (batch_id, index, email, seats)
    select ${BATCH}, n, 'p' || n || '@corner.example', 1 from generate_series(1, 3) as n`);
  await db().execute(sql`
    insert into connections (id, account_id, service_id, service_name, service_type, upstream_id,
      host, allow_from, opened_by_id, expires_at)
    values ('con_1', 'rit_sandbox', ${service.target}, 'backup-nas-https', 'https', 'u', 'h', 'me',
      'stf_manager', now())`);
  await record('req-1', [
    { ...signIn, action: 'auto_login.requested', outcome: 'unknown' },
    { ...signIn, action: 'auto_login.failed', outcome: 'failure', details: { code: 'timeout' } },
  ]);
  await record('req-2', [
    { ...about, action: 'user.add_requested', outcome: 'unknown', details: { seats: 77 } },
    { ...about, action: 'password.stored', outcome: 'success' },
    { ...about, action: 'user.added', outcome: 'success' },
  ]);
  await record('req-3', [{ ...about, action: 'auto_login.requested', outcome: 'unknown' }]);
  await record('req-4', [
    { action: 'batch.created', outcome: 'success', target: BATCH, accountId: 'rpc_sandbox' },
    {
      action: 'batch.chunk_requested',
      outcome: 'unknown',
      target: BATCH,
      accountId: 'rpc_sandbox',
    },
    { ...ofBatch, action: 'invitation.invited', outcome: 'success', target: 'p1@corner.example' },
    { ...ofBatch, action: 'invitation.exists', outcome: 'success', target: 'p2@corner.example' },
    {
      ...ofBatch,
      action: 'invitation.invited',
      outcome: 'success',
      target: 'p3@xn--bcher-kva.example',
    },
    { action: 'batch.paused', outcome: 'success', target: BATCH, accountId: 'rpc_sandbox' },
    { action: 'batch.finished', outcome: 'success', target: BATCH, accountId: 'rpc_sandbox' },
  ]);
  await record('req-5', [
    { ...service, action: 'connection.open_requested', outcome: 'unknown' },
    { ...service, action: 'connection.opened', outcome: 'unknown' },
  ]);
});
afterAll(() => desk.close());

async function record(requestId: string, events: NewAuditEvent[]): Promise<void> {
  const { id, email, sessionId } = await desk.staff('manager');
  const permissions = permissionsOf.manager;
  const actor = {
    id,
    email,
    sessionId,
    permissions,
    role: 'manager',
    accountIds: null,
    customerIds: null,
  } as const;
  await recordEvents({ ...actor, ip: '203.0.113.9', requestId }, events);
}

async function rows(query = '', as: 'viewer' | 'auditor' = 'auditor'): Promise<ActivityRows> {
  const response = await desk.call(GET, `GET /api/activity?${query}`, { as });
  expect(response.status).toBe(200);
  return (await response.json()) as ActivityRows;
}

const actions = (page: { items: ActivityRow[] }) => page.items.map(({ action }) => action);

const folded = [
  'connection.opened',
  'batch.paused',
  'batch.created',
  'auto_login.requested',
  'user.added',
  'password.stored',
  'auto_login.failed',
];

describe('GET /api/activity?fold=1', () => {
  it('has one row per action: outcomes stand for requests, a batch for its work', async () => {
    const page = await rows('fold=1');
    expect(actions(page)).toEqual(folded);
    expect(page.items.map(({ request }) => request?.action)).toEqual([
      'connection.open_requested',
      undefined,
      undefined,
      undefined,
      'user.add_requested',
      undefined,
      'auto_login.requested',
    ]);
    expect(page.items[4]?.request?.details).toEqual({ seats: 77 });
  });

  it('has names instead of ids, for an auditor too', async () => {
    const { items } = await rows('fold=1');
    expect(items[0]).toMatchObject({
      target: '80:00:00:00:01:00:8f:a2',
      targetName: 'backup-nas-https',
      actor: { id: 'stf_manager', email: 'manager@desk.example' },
      actorName: 'The manager',
    });
    expect(items[2]).toMatchObject({
      targetName: 'Corner shop',
      batch: { counts: { pending: 3 } },
    });
  });

  it('leaves each event a row without the parameter, in the same shape as before', async () => {
    const { items } = await rows();
    expect(items).toHaveLength(15);
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'accountId',
      'action',
      'actor',
      'at',
      'details',
      'hash',
      'id',
      'ip',
      'outcome',
      'requestId',
      'sequence',
      'target',
    ]);
  });

  it('pages by place: one row a page gives the same rows, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: ActivityRows = await rows(`fold=1&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...actions(page));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(folded);
  });

  it('folds nothing into a row that the filters leave out', async () => {
    expect(actions(await rows('fold=1&action=invitation.'))).toEqual([
      'invitation.invited',
      'invitation.exists',
      'invitation.invited',
    ]);
    expect(actions(await rows('fold=1&q=77'))).toEqual(['user.add_requested']);
  });

  it('filters by the outcome of the action, not of its request', async () => {
    expect(actions(await rows('fold=1&outcome=unknown'))).toEqual([
      'connection.opened',
      'auto_login.requested',
    ]);
    const failed = await rows('fold=1&outcome=failure');
    expect(failed.items.map(({ action, request }) => [action, request?.action])).toEqual([
      ['auto_login.failed', 'auto_login.requested'],
    ]);
  });

  it('doesn’t mistake another person’s or user’s outcome for the request’s', async () => {
    const other = { target: 'eve@corner.example', accountId: 'rpc_sandbox' };
    await record('req-6', [{ ...other, action: 'user.add_requested', outcome: 'unknown' }]);
    await record('req-6', [{ ...about, action: 'user.added', outcome: 'success' }]);
    const { items } = await rows('fold=1&limit=2');
    expect(items.map(({ action, request }) => [action, request])).toEqual([
      ['user.added', undefined],
      ['user.add_requested', undefined],
    ]);
  });
});

it('lists what was done for a batch, without what people did to it', async () => {
  expect(actions(await rows(`batch=${BATCH}`))).toEqual([
    'batch.finished',
    'invitation.invited',
    'invitation.exists',
    'invitation.invited',
    'batch.chunk_requested',
  ]);
});

describe('GET /api/activity?q=', () => {
  it.each([
    ['HD-1234', ['auto_login.failed', 'auto_login.requested']],
    ['hd-12', ['auto_login.failed', 'auto_login.requested']],
    ['HD-34', []],
    ['printer', ['auto_login.failed', 'auto_login.requested']],
    ['printer timeout', ['auto_login.failed']],
    ['the printer is', ['auto_login.failed', 'auto_login.requested']],
    ['nas', []],
    ['8f:a2', ['connection.opened', 'connection.open_requested']],
    ['p2@corner', ['invitation.exists']],
    ['already a user', ['invitation.exists']],
    ['paused manager@desk.example', ['batch.paused']],
    ['p3@bücher.example', ['invitation.invited']],
    ['BÜCHER', ['invitation.invited']],
    ['req-4 finished', ['batch.finished']],
    ['remote.it respond', ['connection.opened']],
    ['nobody', []],
    ['%', []],
    ["'; drop table x --", []],
  ])('finds “%s”', async (search, expected) => {
    expect(actions(await rows(`q=${encodeURIComponent(search)}`))).toEqual(expected);
  });

  it('is one filter beside the others', async () => {
    const page = await rows('q=corner&actor=manager&action=auto_login.failed');
    expect(actions(page)).toEqual(['auto_login.failed']);
    expect(actions(await rows('q=corner&actor=nobody'))).toEqual([]);
  });
});
