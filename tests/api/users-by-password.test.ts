import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { GET } from '@/app/api/users/route';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const { state } = desk.sandbox.remotepc;
  const user = (username: string, seats: number, used: number, isActive = true) =>
    state.addUser({
      ...{ username, isActive, createdDate: '01-31-2023' },
      ...{ allotedComputers: seats, utilizedComputers: used },
    });
  user('over@north.example', 2, 5);
  user('full@north.example', 4, 4);
  user('idle@south.example', 10, 0, false);
  user('bare@south.example', 0, 0);
  user('partly@south.example', 10, 9);
});
afterAll(() => desk.close());

const users = async (query: string): Promise<UsersPage> => {
  const response = await desk.call(GET, `GET /api/users?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as UsersPage;
};
const names = async (query: string) => (await users(query)).items.map(({ username }) => username);

it('filters by what is stored as the password, also in the file', async () => {
  for (const username of ['full@north.example', 'over@north.example', 'idle@south.example']) {
    const json = { username, password: 'correct horse battery' };
    expect((await desk.call(STORE, 'PUT /api/stored-passwords', { json })).status).toBe(204);
  }
  await db()
    .update(storedPasswords)
    .set({ refusedAt: sql`now()` })
    .where(eq(storedPasswords.username, 'over@north.example'));
  await db()
    .update(storedPasswords)
    .set({ quarantinedAt: sql`now()` })
    .where(eq(storedPasswords.username, 'idle@south.example'));
  expect(await names('password=stored')).toEqual(['full@north.example']);
  expect(await names('password=refused')).toEqual(['idle@south.example', 'over@north.example']);
  expect(await names('password=none&search=south')).toEqual([
    'bare@south.example',
    'partly@south.example',
  ]);
  expect(await names('password=stored,refused&seats=over')).toEqual(['over@north.example']);
  const { filtered, total } = await users('password=refused');
  expect(total).toBe(2);
  expect(filtered).toEqual({
    ...{ users: 2, active: 1, inactive: 1, seats: 12, seatsUsed: 5, overAllotted: 1 },
  });
  const file = await desk.call(EXPORT, 'GET /api/users/export?format=txt&password=stored');
  expect(await file.text()).toBe('full@north.example\n');
});
