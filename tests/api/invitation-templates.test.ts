import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DELETE, PATCH } from '@/app/api/invitation-templates/[id]/route';
import { GET, POST } from '@/app/api/invitation-templates/route';
import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, invitationTemplates } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  await db().delete(invitationTemplates);
});
afterAll(() => desk.close());

const add = (json: unknown, as: Role = 'manager') =>
  desk.call(POST, 'POST /api/invitation-templates', { as, json });
const added = async (json: unknown) => (await (await add(json)).json()) as InvitationTemplate;
const change = (id: string, json: unknown) =>
  desk.call(PATCH, 'PATCH /api/invitation-templates/[id]', { as: 'manager', json, params: { id } });
const remove = (id: string) =>
  desk.call(DELETE, 'DELETE /api/invitation-templates/[id]', { as: 'manager', params: { id } });

async function list(as: Role = 'administrator'): Promise<InvitationTemplate[]> {
  const answer = await desk.call(GET, 'GET /api/invitation-templates', { as });
  return ((await answer.json()) as { items: InvitationTemplate[] }).items;
}

async function fault(answer: Response): Promise<[number, string, string | undefined]> {
  const { code, errors } = (await answer.json()) as Problem;
  return [answer.status, code, errors?.[0]?.path];
}

it('are kept for the whole team, by name', async () => {
  const shops = await added({ name: 'Shops', seats: 3, isHeld: false });
  const interns = await added({ name: ' interns ', seats: 1 });
  expect(shops).toEqual({ ...{ id: shops.id, name: 'Shops', seats: 3, isHeld: false } });
  expect(await list()).toEqual([{ ...interns, name: 'interns', seats: 1, isHeld: true }, shops]);
});

it('are for those who may invite', async () => {
  expect((await add({ name: 'Shops', seats: 3 }, 'technician')).status).toBe(403);
  const answer = await desk.call(GET, 'GET /api/invitation-templates', { as: 'viewer' });
  expect(answer.status).toBe(403);
});

it('have a name of their own, whatever the case', async () => {
  const { id } = await added({ name: 'Shops', seats: 3 });
  expect(await fault(await add({ name: 'SHOPS', seats: 1 }))).toEqual([409, 'conflict', 'name']);
  const other = await added({ name: 'Interns', seats: 1 });
  expect(await fault(await change(other.id, { name: 'shops' }))).toEqual([409, 'conflict', 'name']);
  expect((await change(id, { name: 'SHOPS' })).status).toBe(204);
});

it.each([
  [{ seats: 1 }, 'name'],
  [{ name: ' ', seats: 1 }, 'name'],
  [{ name: 'Shops' }, 'seats'],
  [{ name: 'Shops', seats: -1 }, 'seats'],
  [{ name: 'Shops', seats: 100_001 }, 'seats'],
  [{ name: 'Shops', seats: 1, isHeld: 'yes' }, 'isHeld'],
])('refuse %j and name the field', async (json, path) => {
  expect(await fault(await add(json))).toEqual([400, 'invalid_request', path]);
});

it('are changed and deleted, and each step is recorded', async () => {
  const { id } = await added({ name: 'Shops', seats: 3 });
  expect((await change(id, {})).status).toBe(400);
  expect((await change(id, { seats: 5, isHeld: false })).status).toBe(204);
  expect(await list()).toEqual([{ id, name: 'Shops', seats: 5, isHeld: false }]);
  expect((await remove(id)).status).toBe(204);
  expect((await remove(id)).status).toBe(404);
  expect((await change(id, { seats: 1 })).status).toBe(404);
  expect(await list()).toEqual([]);
  const events = await db().select().from(auditEvents).where(eq(auditEvents.target, 'Shops'));
  expect(
    events
      .filter(({ details }) => (details as { id?: string }).id === id)
      .map(({ action, outcome }) => [action, outcome]),
  ).toEqual([
    ['template.added', 'success'],
    ['template.changed', 'success'],
    ['template.deleted', 'success'],
  ]);
});
