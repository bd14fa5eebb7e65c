import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as RECIPIENTS } from '@/app/api/statements/recipients/route';
import { POST as CREATE } from '@/app/api/statements/route';
import { GET, PUT } from '@/app/api/statements/settings/route';
import type { Problem } from '@/lib/contract/problem';
import { db } from '@/lib/server/db/client';
import {
  auditEvents,
  mailMessages,
  staffMembers,
  statements,
  statementSettings,
} from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { sendDueMail } from '@/lib/server/mail/send-due';
import { createDueStatement } from '@/lib/server/statements/create-statement';
import { prepareStatementMail } from '@/lib/server/statements/mail-statement';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { readOn } from '@/tests/support/statements';

let desk: TestDesk;
let server: MailServer;
const { create } = customerCalls(() => desk);
const schedule = { day: 3, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30 };

beforeAll(async () => {
  server = await startMailServer();
  desk = await startTestDesk({
    seed: 'empty',
    env: {
      SMTP_URL: server.url,
      MAIL_FROM: 'Desk <desk@example.com>',
      APP_URL: 'https://desk.example',
    },
  });
  for (const role of ['viewer', 'technician', 'manager'] as const) await desk.staff(role);
  const price = { pricePerSeat: 4.5, currency: 'EUR' };
  await create({ name: 'North <Wind>', domains: ['north.example'], ...price });
  await create({ name: 'Acme', domains: ['acme.example'], ...price });
  await readOn('2026-10-20', [
    'ann@north.example 1200/2',
    'bo@acme.example 1/1',
    'x@y.example 3/0',
  ]);
});
beforeEach(async () => {
  server.received.length = 0;
  for (const table of [mailMessages, statementSettings]) await db().delete(table);
});
afterAll(async () => {
  await desk.close();
  await server.close();
});

const idOf = async (role: 'viewer' | 'technician' | 'manager') => {
  const rows = await db().select().from(staffMembers).where(eq(staffMembers.role, role));
  return rows[0]?.id ?? '';
};
const put = (json: object) =>
  desk.call(PUT, 'PUT /api/statements/settings', { as: 'manager', json: { ...schedule, ...json } });
const recipients = async () =>
  (await desk.call(RECIPIENTS, 'GET /api/statements/recipients', { as: 'manager' })).json();
const queued = async () =>
  (await db().select().from(mailMessages)).map(({ recipient, kind, data }) => ({
    ...{ recipient, kind, data },
  }));
const send = () =>
  sendDueMail({
    prepare: (mail) => {
      if (mail.kind !== 'statement_created') throw new Error(mail.kind);
      return prepareStatementMail(mail);
    },
  });
const confine = (role: 'viewer', customerIds: string[] | null) =>
  db().update(staffMembers).set({ customerIds }).where(eq(staffMembers.role, role));

describe('who gets statements by email', () => {
  it('is chosen of those who may read them, and recorded', async () => {
    const mailTo = [await idOf('viewer'), await idOf('viewer')];
    expect(await (await put({ mailTo })).json()).toEqual({ ...schedule, mailTo: [mailTo[0]] });
    // Left out, it stays.
    expect(await (await put({ day: 4 })).json()).toEqual({
      ...{ ...schedule, day: 4 },
      mailTo: [mailTo[0]],
    });
    const read = await desk.call(GET, 'GET /api/statements/settings', { as: 'viewer' });
    expect(await read.json()).toMatchObject({ day: 4, mailTo: [mailTo[0]] });
    const events = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'statement.settings_changed'))
      .orderBy(auditEvents.sequence);
    expect(events[0]?.details).toMatchObject({
      before: { mailTo: [] },
      after: { mailTo: [mailTo[0]] },
    });
  });

  it('is no one who sees only some customers, or isn’t on the team', async () => {
    const all = (await recipients()) as { items: { email: string }[]; sendsMail: boolean };
    expect(all.sendsMail).toBe(true);
    expect(all.items.map(({ email }) => email)).toContain('viewer@desk.example');
    await confine('viewer', ['cus_1']);
    const fewer = (await recipients()) as typeof all;
    expect(fewer.items.map(({ email }) => email)).not.toContain('viewer@desk.example');
    const refused = await put({ mailTo: [await idOf('manager'), await idOf('viewer'), 'stf_no'] });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as Problem).errors?.map(({ path }) => path)).toEqual([
      ...['mailTo[1]', 'mailTo[2]'],
    ]);
    await confine('viewer', null);
    expect(await db().$count(statementSettings)).toBe(0);
  });

  it('is offered to those who manage customers alone', async () => {
    const asked = await desk.call(RECIPIENTS, 'GET /api/statements/recipients', { as: 'viewer' });
    expect(asked.status).toBe(403);
  });
});

describe('a new statement', () => {
  it('goes to each of them once, with the sums of each customer and the workbook', async () => {
    await put({ mailTo: [await idOf('viewer'), await idOf('manager')] });
    const servers = [1, 2, 3].map(() => createDueStatement(new Date('2026-11-03T00:00:00Z')));
    const [made] = (await Promise.all(servers)).filter((one) => one !== null);
    const data = { id: made?.id, month: '2026-10', version: 1, correction: null };
    // Codes alone: no customer and no amount.
    expect(await queued()).toEqual(
      ['manager@desk.example', 'viewer@desk.example'].map((recipient) => ({
        ...{ recipient, kind: 'statement_created', data },
      })),
    );
    await Promise.all([send(), send()]);
    expect(server.received.map(({ to }) => to).sort()).toEqual([
      ...[['manager@desk.example'], ['viewer@desk.example']],
    ]);
    const { subject, html, raw } = server.last();
    const text = server.last().text.replaceAll('\r\n', '\n');
    expect(subject).toBe('Statement for October 2026');
    expect(text).toContain('Seats: 1,204\nAmount: EUR 5,404.50');
    expect(text).toContain('- Acme: 1 seat, EUR 4.50\n- North <Wind>: 1,200 seats, EUR 5,400.00');
    expect(text).toContain('- Without a customer: 3 seats');
    expect(text).toContain(`Open the statement:\nhttps://desk.example/statements/${made?.id}`);
    expect(html).toContain('North &lt;Wind&gt;: 1,200 seats, EUR 5,400.00');
    expect(raw).toMatch(/filename="?statement-2026-10\.xlsx/);
    const [created] = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'statement.created'));
    expect(created?.details).toMatchObject({
      mailedTo: ['manager@desk.example', 'viewer@desk.example'],
    });
    expect((await queued()).map((row) => row.data)).toEqual([{}, {}]);
  });

  it('that corrects one goes to them as well, but to no one who lost the permission since', async () => {
    await put({ mailTo: [await idOf('viewer'), await idOf('manager')] });
    const json = { month: '2026-10', correction: 'Price of Acme was wrong' };
    const made = await desk.call(CREATE, 'POST /api/statements', { as: 'manager', json });
    expect(made.status).toBe(201);
    expect(await queued()).toHaveLength(2);
    await confine('viewer', ['cus_1']);
    await send();
    await confine('viewer', null);
    expect(server.received.map(({ to }) => to)).toEqual([['manager@desk.example']]);
    const { subject, text, raw } = server.last();
    expect(subject).toBe('Statement for October 2026, version 2');
    expect(text).toContain('Version 2 replaces the one before: Price of Acme was wrong');
    expect(raw).toMatch(/filename="?statement-2026-10-v2\.xlsx/);
  });

  it('is only on its page where no email is set', async () => {
    await put({ mailTo: [await idOf('manager')] });
    const { SMTP_URL, MAIL_FROM } = process.env;
    delete process.env.SMTP_URL;
    delete process.env.MAIL_FROM;
    resetEnv();
    const json = { month: '2026-10', correction: 'Again' };
    const made = await desk.call(CREATE, 'POST /api/statements', { as: 'manager', json });
    expect(await recipients()).toMatchObject({ sendsMail: false });
    Object.assign(process.env, { SMTP_URL, MAIL_FROM });
    resetEnv();
    expect(made.status).toBe(201);
    expect(await queued()).toEqual([]);
    expect(await db().$count(statements)).toBe(3);
  });
});
