import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import { POST as INVITE } from '@/app/api/staff/route';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterAll(() => desk.close());

it('shows with a request for approval who created the requester’s setup link (S32)', async () => {
  await desk.setPolicy({ approval: 'second_person' });
  await desk.ask();
  const [before] = await desk.approvals('manager');
  expect(before?.askedBy).toEqual({
    id: 'stf_technician',
    email: 'technician@desk.example',
    name: 'The technician',
  });
  const params = { id: 'stf_technician' };
  await desk.call(NEW_LINK, 'POST /api/staff/stf_technician/set-up-link', { params });
  const [after] = await desk.approvals('manager');
  expect(after?.askedBy.invitedBy).toEqual({
    id: 'stf_administrator',
    email: 'administrator@desk.example',
    name: 'The administrator',
  });
});

it('is known from the invitation onward', async () => {
  const json = { email: 'new@desk.example', name: 'New', role: 'manager' };
  await desk.call(INVITE, 'POST /api/staff', { json });
  const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, json.email));
  expect(staff?.invitedByEmail).toBe('administrator@desk.example');
});
