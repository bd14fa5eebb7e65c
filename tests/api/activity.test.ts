import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/activity/export/route';
import { DELETE, GET } from '@/app/api/activity/route';
import type { ActivityPage, AuditEvent } from '@/lib/contract/audit';
import type { Problem } from '@/lib/contract/problem';
import { everyone } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { permissionsOf } from '@/lib/shared/permissions';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
  await record('manager', [
    { action: 'user.add_requested', outcome: 'success', target: 'ada@corner.example' },
    {
      action: 'user.added',
      outcome: 'success',
      target: 'ada@corner.example',
      accountId: 'rpc_sandbox',
    },
    { action: 'batch.created', outcome: 'success', target: 'bat_1', details: { rows: 3 } },
  ]);
  await record('technician', [
    {
      action: 'auto_login.failed',
      outcome: 'failure',
      target: 'bob@corner.example',
      reason: '=cmd()',
      ticket: 'T-17',
    },
  ]);
  await db().execute(sql`
    update staff_members set name = 'Tessa Quartermain' where id = 'stf_technician'`);
});
afterAll(() => desk.close());

async function record(role: 'manager' | 'technician', events: NewAuditEvent[]): Promise<void> {
  const { id, email, sessionId } = await desk.staff(role);
  const actor = {
    id,
    email,
    role,
    permissions: permissionsOf[role],
    sessionId,
    ...everyone,
    ip: '203.0.113.9',
    requestId: 'req-1',
  };
  await recordEvents(actor, events);
}

async function list(query = ''): Promise<ActivityPage> {
  const response = await desk.call(GET, `GET /api/activity${query}`, { as: 'viewer' });
  expect(response.status).toBe(200);
  return (await response.json()) as ActivityPage;
}

const actions = ({ items }: ActivityPage) => items.map(({ action }) => action);

describe('GET /api/activity', () => {
  it('returns complete events, newest first', async () => {
    const { items, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(4);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^evt_/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      actor: { id: 'stf_technician', email: 'technician@desk.example' },
      action: 'auto_login.failed',
      target: 'bob@corner.example',
      outcome: 'failure',
      reason: '=cmd()',
      ticket: 'T-17',
      requestId: 'req-1',
      ip: '203.0.113.9',
      details: {},
      sequence: null,
      hash: null,
    });
  });

  it('pages by position in the log, so new events don’t shift a page', async () => {
    const first = await list('?limit=2');
    expect(actions(first)).toEqual(['auto_login.failed', 'batch.created']);
    await record('manager', [{ action: 'vault.rotated', outcome: 'success' }]);
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    expect(actions(second)).toEqual(['user.added', 'user.add_requested']);
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    ['actor=TECHNICIAN@', ['auto_login.failed']],
    ['actor=stf_technician', ['auto_login.failed']],
    ['actor=stf_tech', []],
    ['actor=Quarter', ['auto_login.failed']],
    ['q=quartermain', ['auto_login.failed']],
    ['q=Quartermain%20T-17', ['auto_login.failed']],
    ['q=Quartermain%20T-18', []],
    ['q=user.added', ['user.added']],
    ['action=user.added', ['user.added']],
    ['action=user.', ['user.added', 'user.add_requested']],
    ['action=user', []],
    ['action=.added', ['user.added']],
    ['action=added', []],
    ['target=ADA@corner', ['user.added', 'user.add_requested']],
    ['target=%25', []],
    ['targetIs=ada@corner.example', ['user.added', 'user.add_requested']],
    ['targetIs=da@corner.example', []],
    ['account=rpc_sandbox', ['user.added']],
    ['account=rpc_other', []],
    ['outcome=success&action=user.', ['user.added']],
    ['outcome=unknown&action=user.', ['user.add_requested']],
    ['outcome=failure', ['auto_login.failed']],
    ['outcome=failure&actor=manager', []],
    ['from=9999-01-01', []],
    ['to=2001-01-01T00:00:00Z', []],
    ['action=batch.created&from=2001-01-01', ['batch.created']],
    ['action=batch.created&from=0000-01-01&to=9999-12-31', ['batch.created']],
  ])('filters by %s', async (query, expected) => {
    expect(actions(await list(`?${query}`))).toEqual(expected);
  });

  it('treats a date without a time as the whole day', async () => {
    const [event] = (await list('?action=batch.created')).items;
    const day = event?.at.slice(0, 10);
    expect(actions(await list(`?action=batch.created&from=${day}&to=${day}`))).toEqual([
      'batch.created',
    ]);
  });

  it.each([
    ['outcome=good', 'outcome'],
    ['limit=501', 'limit'],
    ['cursor=-1', 'cursor'],
    ['cursor=1e9', 'cursor'],
    ['from=yesterday', 'from'],
    ['actor=%00', 'actor'],
    ['actor=a&actor=b', 'actor'],
  ])('returns the path of the error in ?%s', async (query, path) => {
    const response = await desk.call(GET, `GET /api/activity?${query}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.[0]?.path).toBe(path);
  });

  it('answers any query with 200 or 400', async () => {
    const keys = fc.constantFrom('actor', 'action', 'target', 'from', 'to', 'cursor', 'limit');
    const moment = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    const offset = fc.constantFrom('9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00+23:59');
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), moment, offset);
    const number = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(keys, fc.oneof(value, number), { maxKeys: 3 }),
        async (all) => {
          const query = Object.entries(all).map(
            ([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`,
          );
          const response = await desk.call(GET, `GET /api/activity?${query.join('&')}`);
          expect([200, 400]).toContain(response.status);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('requires a session and is read-only', async () => {
    expect((await desk.call(GET, 'GET /api/activity', { as: null })).status).toBe(401);
    expect((await desk.call(DELETE, 'DELETE /api/activity')).status).toBe(405);
  });
});

describe('GET /api/activity/export', () => {
  async function take(query: string): Promise<string> {
    const response = await desk.call(EXPORT, `GET /api/activity/export${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return response.text();
  }

  it('writes a CSV without cells that a spreadsheet would run', async () => {
    const response = await desk.call(EXPORT, 'GET /api/activity/export?action=auto_login.failed');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="activity-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const { data } = Papa.parse<Record<string, string>>(bytes.toString('utf8').slice(1), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      actorEmail: 'technician@desk.example',
      target: 'bob@corner.example',
      outcome: 'failure',
      reason: "'=cmd()",
      ticket: 'T-17',
      details: '{}',
    });
  });

  it('writes one JSON event per line', async () => {
    const lines = (await take('?format=jsonl&action=user.')).trimEnd().split('\n').slice(0, -1);
    const events = lines.map((line) => JSON.parse(line) as AuditEvent);
    expect(events.map(({ action }) => action)).toEqual(['user.added', 'user.add_requested']);
  });

  it('exports several pages, each event once', async () => {
    const many = Array.from({ length: 1_203 }, (_, index) => ({
      action: 'invitation.invited' as const,
      outcome: 'success' as const,
      target: `t${index}`,
    }));
    await record('manager', many);
    const file = await take('?format=jsonl&action=invitation.invited');
    const lines = file.trimEnd().split('\n').slice(0, -1);
    const targets = lines.map((line) => (JSON.parse(line) as AuditEvent).target);
    expect(targets).toHaveLength(1_203);
    expect(new Set(targets).size).toBe(1_203);
    expect(targets[0]).toBe('t1202');
    expect(targets.at(-1)).toBe('t0');
  });

  it('writes only the header if nothing matches', async () => {
    expect(await take('?action=none.matches')).toBe(
      'id,at,actorId,actorEmail,action,target,outcome,reason,ticket,requestId,ip,accountId,details,sequence,hash\r\n',
    );
    expect(await take('?format=jsonl&action=none.matches')).toMatch(/^{"manifest":{[^\n]*}}\n$/);
  });

  it('is recorded as an event with its filters', async () => {
    await take('?format=jsonl&actor=nobody');
    const [event] = (await list('?action=activity.exported&limit=1')).items;
    expect(event).toMatchObject({
      actor: { email: 'administrator@desk.example' },
      outcome: 'success',
      details: { format: 'jsonl', filters: { actor: 'nobody' } },
    });
  });

  it('is for administrators only, and a refusal is recorded', async () => {
    const response = await desk.call(EXPORT, 'GET /api/activity/export', { as: 'manager' });
    expect(response.status).toBe(403);
    expect((await list('?action=access.denied&limit=1')).items[0]).toMatchObject({
      outcome: 'denied',
      actor: { email: 'manager@desk.example' },
    });
  });

  it('refuses unknown formats', async () => {
    expect((await desk.call(EXPORT, 'GET /api/activity/export?format=pdf')).status).toBe(400);
  });
});

describe('the audit log', () => {
  it.each([
    'update audit_events set outcome = $$success$$',
    'delete from audit_events',
    'truncate audit_events',
  ])(
    'is protected by the database from “%s”, even by the owner of the table',
    async (statement) => {
      await expect(db().execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { code: '42501', message: expect.stringContaining('permission denied') },
      });
      await expect(asOwner(statement)).rejects.toThrow('append-only');
      expect((await list('?action=batch.created')).items).toHaveLength(1);
    },
  );
});
