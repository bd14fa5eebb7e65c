import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { POST as WITHDRAW } from '@/app/api/approvals/[id]/withdraw/route';
import type { Approval } from '@/lib/contract/approvals';
import { db } from '@/lib/server/db/client';
import { mailMessages, mailRequests } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
  process.env.SMTP_URL = 'smtp://127.0.0.1:9';
  process.env.MAIL_FROM = 'desk@desk.example';
  resetEnv();
});
beforeEach(async () => {
  await desk.begin();
  await desk.setPolicy({ approval: 'second_person' });
  await db().delete(mailMessages);
  await db().delete(mailRequests);
});
afterAll(async () => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
  await desk.close();
});

async function mails() {
  const rows = await db().select().from(mailMessages);
  return rows
    .map(({ kind, recipient, data }) => ({ kind, recipient, data }))
    .sort((one, other) => one.recipient.localeCompare(other.recipient));
}

it('tells those who may decide that something was asked, and the asker what was decided', async () => {
  const response = await desk.ask({ reason: 'Printer broken' }, 'manager');
  const { id } = (await response.json()) as Approval;
  const data = { by: 'manager@desk.example', what: `Sign in as ${username}` };
  // Not the asker, and no one who can't decide.
  expect(await mails()).toEqual([
    {
      kind: 'approval_asked',
      recipient: 'administrator@desk.example',
      data: { ...data, reason: 'Printer broken' },
    },
  ]);
  await desk.decide(id, { approve: true, note: 'Go on' }, 'administrator');
  expect(await mails()).toContainEqual({
    kind: 'approval_decided',
    recipient: 'manager@desk.example',
    data: { ...data, by: 'administrator@desk.example', isApproved: true, note: 'Go on' },
  });
});

it('tells no one twice of the same request, and nothing of one that was taken back', async () => {
  const { id } = (await (await desk.ask()).json()) as Approval;
  await desk.ask();
  expect(await mails()).toHaveLength(2);
  const params = { id };
  await desk.call(WITHDRAW, `POST /api/approvals/${id}/withdraw`, { as: 'technician', params });
  expect(await mails()).toHaveLength(2);
});

it('sends no flood of emails, however often someone asks and takes it back', async () => {
  for (let n = 0; n < 25; n += 1) {
    const { id } = (await (await desk.ask()).json()) as Approval;
    const params = { id };
    await desk.call(WITHDRAW, `POST /api/approvals/${id}/withdraw`, { as: 'technician', params });
  }
  expect((await mails()).filter(({ recipient }) => recipient.startsWith('manager'))).toHaveLength(
    10,
  );
  // What is asked is asked all the same, and others still reach the ones who decide.
  expect((await desk.ask()).status).toBe(201);
  await desk.ask({}, 'manager');
  expect(await mails()).toContainEqual(
    expect.objectContaining({ data: expect.objectContaining({ by: 'manager@desk.example' }) }),
  );
});
