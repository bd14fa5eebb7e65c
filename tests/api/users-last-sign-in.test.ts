import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET } from '@/app/api/users/route';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterAll(() => desk.close());

async function lastOf(name: string) {
  const answer = await desk.call(GET, 'GET /api/users', { as: 'viewer' });
  const { items } = (await answer.json()) as UsersPage;
  return items.find((user) => user.username === name)?.lastSignIn;
}

it('shows in the list who signed in last as a user, and when', async () => {
  expect(await lastOf(username)).toBeUndefined();
  expect((await desk.signIn()).status).toBe(303);
  await desk.forgetClicks();
  expect((await desk.signIn({}, 'manager')).status).toBe(303);
  await desk.forgetClicks();
  // One that let no one in doesn't count.
  const form = { username: 'bob@north.example', password: 'not the right one' };
  expect((await desk.signIn(form, 'administrator')).status).toBe(422);
  expect(await lastOf(username)).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    by: 'The manager',
  });
  expect(await lastOf('bob@north.example')).toBeUndefined();
});

it('shows the address of someone who was removed from the team', async () => {
  const { id } = await desk.staff('manager');
  await db().delete(staffMembers).where(eq(staffMembers.id, id));
  expect((await lastOf(username))?.by).toBe('manager@desk.example');
});
