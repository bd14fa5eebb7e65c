import { afterAll, beforeAll, expect, it } from 'vitest';
import { PUT } from '@/app/api/connections/[id]/login-name/route';
import { GET, POST } from '@/app/api/connections/route';
import type { Connection, ConnectionsPage } from '@/lib/contract/devices';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const SSH = '80:00:00:00:01:00:81:a1';
let desk: TestDesk;
let id: string;

beforeAll(async () => {
  desk = await startTestDesk();
  id = (await open()).id;
});
afterAll(() => desk.close());

async function open(): Promise<Connection> {
  const json = { serviceId: SSH };
  const answer = await desk.call(POST, 'POST /api/connections', { as: 'technician', json });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Connection;
}

const put = (name: unknown, as: 'technician' | 'manager' | 'viewer' = 'technician', of = id) =>
  desk.call(PUT, `PUT /api/connections/${of}/login-name`, {
    as,
    params: { id: of },
    json: { name },
  });

async function listedFor(as: 'technician' | 'manager') {
  const answer = await desk.call(GET, 'GET /api/connections', { as });
  const { items } = (await answer.json()) as ConnectionsPage;
  return items.find((item) => item.id === id);
}

it('is in the command at once, in the list, and the next time', async () => {
  const answer = await put(' ann.b-2_x ');
  expect(answer.status).toBe(200);
  const command = expect.stringMatching(/^ssh -p \d+ ann\.b-2_x@\S+$/);
  expect(await answer.json()).toMatchObject({ id, loginName: 'ann.b-2_x', command, isOwn: true });
  expect(await listedFor('technician')).toMatchObject({ loginName: 'ann.b-2_x', command });
  expect(await open()).toMatchObject({ loginName: 'ann.b-2_x', command });
});

it('is each person’s own', async () => {
  await put('ann');
  const answer = await put('root', 'manager');
  const { email } = await desk.staff('technician');
  expect(await answer.json()).toMatchObject({ loginName: 'root', isOwn: false, openedBy: email });
  expect(await listedFor('technician')).toMatchObject({ loginName: 'ann' });
  expect(await listedFor('manager')).toMatchObject({ loginName: 'root' });
});

it('is forgotten with an empty one', async () => {
  await put('ann');
  await put('');
  const command = expect.stringMatching(/^ssh -p \d+ user@/);
  expect(await listedFor('technician')).toMatchObject({ loginName: null, command });
});

it.each([
  ['-oProxyCommand=x', 'Use letters without accents, digits, dots, hyphens, and underscores.'],
  ['ann;reboot', 'Use letters without accents, digits, dots, hyphens, and underscores.'],
  ['ann b', 'Use letters without accents, digits, dots, hyphens, and underscores.'],
  ['a'.repeat(65), 'The login name can’t be longer than 64 characters.'],
  [undefined, 'The login name is missing.'],
])('refuses %s', async (name, message) => {
  const answer = await put(name);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path: 'name', message }] });
});

it('needs an open connection and the permission to connect', async () => {
  expect((await put('ann', 'technician', 'con_none')).status).toBe(404);
  expect((await put('ann', 'viewer')).status).toBe(403);
});
