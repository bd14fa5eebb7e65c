import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const { state } = desk.sandbox.remotepc;
  const user = (username: string, allotedComputers: number, utilizedComputers: number) =>
    state.addUser({ username, allotedComputers, utilizedComputers, createdDate: '01-31-2023' });
  user('over@north.example', 2, 5);
  user('idle@north.example', 10, 4);
  user('none@north.example', 0, 0);
});
afterAll(() => desk.close());

const lines = async (query: string) => {
  const response = await desk.call(EXPORT, `GET /api/users/export?${query}`);
  return (await response.text()).split('\r\n');
};

it('an export has the columns that are asked for, in their order', async () => {
  expect(await lines('columns=utilisation,unused,seats&sort=-seats')).toEqual([
    'E-mail,Utilization (%),Unused,Seats',
    'idle@north.example,40,6,10',
    'over@north.example,250,0,2',
    'none@north.example,,0,0',
    '',
  ]);
});

it('an export may be of addresses alone', async () => {
  expect(await lines('columns=username&search=idle')).toEqual(['E-mail', 'idle@north.example', '']);
});

it('an export of an unknown column is refused', async () => {
  const refused = await desk.call(EXPORT, 'GET /api/users/export?columns=secret');
  expect(refused.status).toBe(400);
});
