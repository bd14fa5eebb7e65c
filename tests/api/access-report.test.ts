import { max, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as REPORT } from '@/app/api/activity/access-report/route';
import { GET as LIST } from '@/app/api/activity/route';
import type { ActivityPage } from '@/lib/contract/audit';
import type { Problem } from '@/lib/contract/problem';
import { everyone } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { permissionsOf } from '@/lib/shared/permissions';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;

const ada = { target: 'ada@corner.example', accountId: 'rpc_sandbox', ticket: 'HD-1234' };
const bob = { target: 'bob@corner.example', accountId: 'rpc_gone' };
const approval = { approvalId: 'apr_1' };

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await record('manager', 'req-0', [
    { ...ada, action: 'approval.given', outcome: 'success', details: { approvalId: 'apr_0' } },
  ]);
  await record('administrator', 'req-1', [
    { ...ada, action: 'approval.given', outcome: 'success', details: approval },
  ]);
  const why = { ...ada, reason: '=printer()' };
  await record('technician', 'req-2', [
    { ...why, action: 'auto_login.requested', outcome: 'unknown', details: approval },
    { ...why, action: 'auto_login.opened', outcome: 'success' },
  ]);
  await record('technician', 'req-3', [
    { ...bob, action: 'auto_login.requested', outcome: 'unknown' },
    { ...bob, action: 'auto_login.unconfirmed', outcome: 'unknown' },
  ]);
  await record('technician', 'req-4', [
    { ...bob, action: 'auto_login.requested', outcome: 'unknown' },
    { ...bob, action: 'auto_login.failed', outcome: 'failure' },
    { ...bob, action: 'auto_login.denied', outcome: 'denied' },
  ]);
  await record('technician', 'req-5', [
    { ...bob, action: 'auto_login.opened', outcome: 'success' },
    { ...bob, action: 'auto_login.opened', outcome: 'success' },
  ]);
  // What was recorded last is at the edges of October: only one of the two is in it.
  await asOwner(`
    set session_replication_role = replica;
    update audit_events set at = '2026-10-05T09:00:00Z';
    update audit_events set at = '2026-10-31T23:59:59.999Z' where request_id = 'req-5';
    update audit_events set at = '2026-11-01T00:00:00Z'
      where sequence = (select max(sequence) from audit_events)`);
});
afterAll(() => desk.close());

type Person = 'manager' | 'technician' | 'administrator';

async function record(role: Person, requestId: string, events: NewAuditEvent[]): Promise<void> {
  const { id, email, sessionId } = await desk.staff(role);
  const actor = { id, email, sessionId, role, permissions: permissionsOf[role] };
  await recordEvents({ ...actor, ...everyone, ip: null, requestId }, events);
}

function report(query: string, as: 'auditor' | 'manager' = 'auditor'): Promise<Response> {
  return desk.call(REPORT, `GET /api/activity/access-report?${query}`, { as });
}

describe('GET /api/activity/access-report', () => {
  it('has one line per sign-in of the month that opened or may have', async () => {
    const response = await report('month=2026-10&format=json');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      month: '2026-10',
      removedEvents: 0,
      items: [
        {
          at: '2026-10-05T09:00:00.000Z',
          person: 'technician@desk.example',
          user: 'ada@corner.example',
          account: 'RemotePC sandbox',
          reason: '=printer()',
          ticket: 'HD-1234',
          approver: 'administrator@desk.example',
          outcome: 'success',
        },
        {
          at: '2026-10-05T09:00:00.000Z',
          person: 'technician@desk.example',
          user: 'bob@corner.example',
          account: 'rpc_gone',
          reason: null,
          ticket: null,
          approver: null,
          outcome: 'unknown',
        },
        {
          at: '2026-10-31T23:59:59.999Z',
          person: 'technician@desk.example',
          user: 'bob@corner.example',
          account: 'rpc_gone',
          reason: null,
          ticket: null,
          approver: null,
          outcome: 'success',
        },
      ],
    });
  });

  it('is a CSV without cells that a spreadsheet would run', async () => {
    const response = await report('month=2026-10');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="access-report-2026-10.csv"',
    );
    expect((await response.text()).split('\r\n').slice(0, 2)).toEqual([
      'at,person,user,account,reason,ticket,approver,outcome',
      "2026-10-05T09:00:00.000Z,technician@desk.example,ada@corner.example,RemotePC sandbox,'=printer(),HD-1234,administrator@desk.example,success",
    ]);
  });

  it('has only its header in a month without sign-ins', async () => {
    expect(await (await report('month=2025-12&format=csv')).text()).toBe(
      'at,person,user,account,reason,ticket,approver,outcome\r\n',
    );
  });

  it('is recorded as an export', async () => {
    await report('month=2024-02&format=json');
    const response = await desk.call(LIST, 'GET /api/activity?action=activity.exported&limit=1');
    const { items } = (await response.json()) as ActivityPage;
    expect(items[0]).toMatchObject({
      actor: { email: 'auditor@desk.example' },
      details: { report: 'access', month: '2024-02', format: 'json' },
    });
  });

  it('has no approver of another sign-in that was sent with the same request id', async () => {
    const [{ last } = { last: 0 }] = await db()
      .select({ last: max(auditEvents.sequence) })
      .from(auditEvents);
    await record('technician', 'req-2', [
      { ...ada, action: 'auto_login.requested', outcome: 'unknown' },
      { ...ada, action: 'auto_login.opened', outcome: 'success' },
    ]);
    await asOwner(`
      set session_replication_role = replica;
      update audit_events set at = '2026-08-05T09:00:00Z' where sequence > ${last}`);
    const response = await report('month=2026-08&format=json');
    const { items } = (await response.json()) as { items: { approver: string | null }[] };
    expect(items.map(({ approver }) => approver)).toEqual([null]);
  });

  it('has nothing of accounts outside the reader’s', async () => {
    const { id } = await desk.staff('administrator');
    await db().execute(
      sql`update staff_members set account_ids = '{rpc_sandbox}' where id = ${id}`,
    );
    const response = await desk.call(
      REPORT,
      'GET /api/activity/access-report?month=2026-10&format=json',
    );
    const { items } = (await response.json()) as { items: { user: string }[] };
    expect(items.map(({ user }) => user)).toEqual(['ada@corner.example']);
  });

  it('is only for those who may export the log', async () => {
    expect((await report('month=2026-10', 'manager')).status).toBe(403);
  });

  it.each(['', 'month=2026-13', 'month=2026-1', 'month=october'])('refuses “%s”', async (query) => {
    const response = await report(query);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.[0]?.path).toBe('month');
  });
});
