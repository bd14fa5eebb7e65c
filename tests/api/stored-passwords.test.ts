import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/auto-login/route';
import { DELETE, PUT } from '@/app/api/stored-passwords/route';
import type { Problem } from '@/lib/contract/problem';
import { db } from '@/lib/server/db/client';
import { auditEvents, storedPasswords } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const PASSWORD = 'canary-Cust0mer-77';
const username = 'ann@south.example';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  desk.sandbox.remotepc.state.addUser({ username, password: PASSWORD });
});

beforeEach(() => db().delete(storedPasswords));

afterAll(() => desk.close());

const signIn = (form: Record<string, string>) =>
  desk.call(POST, 'POST /api/auto-login', { as: 'technician', form });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as Problem).code,
];
const hasStored = async () =>
  (await db().select().from(storedPasswords).where(eq(storedPasswords.username, username)))
    .length === 1;

describe('/api/stored-passwords', () => {
  const call = (
    method: 'PUT' | 'DELETE',
    json: unknown,
    as: 'manager' | 'technician' = 'manager',
  ) => desk.call(method === 'PUT' ? PUT : DELETE, `${method} /api/stored-passwords`, { as, json });

  it('stores, replaces and deletes, each with an event', async () => {
    const name = 'Ann@SOUTH.example ';
    for (const password of ['first one', PASSWORD]) {
      const response = await call('PUT', { username: name, password });
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    expect(await hasStored()).toBe(true);
    expect((await signIn({ username })).status).toBe(303);
    expect((await call('DELETE', { username: name })).status).toBe(204);
    expect((await call('DELETE', { username: name })).status).toBe(204);
    expect(await hasStored()).toBe(false);
    const events = await db().select().from(auditEvents).orderBy(asc(auditEvents.sequence));
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'password.stored success',
      'password.stored success',
      'auto_login.requested unknown',
      'auto_login.opened success',
      'password.forgotten success',
    ]);
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });

  it('keeps no readable password in the database', async () => {
    await call('PUT', { username, password: PASSWORD });
    const [row] = await db().select().from(storedPasswords);
    const sealed = row?.sealed ?? Buffer.alloc(0);
    for (const encoding of ['latin1', 'base64', 'hex', 'utf16le'] as const) {
      expect(sealed.toString('latin1')).not.toContain(Buffer.from(PASSWORD).toString(encoding));
    }
    desk.sandbox.remotepc.state.addUser({ username: 'sus@south.example', password: PASSWORD });
    await db().update(storedPasswords).set({ username: 'sus@south.example' });
    expect(await codeOf(await signIn({ username: 'sus@south.example' }))).toEqual([
      409,
      'password_required',
    ]);
  });

  it.each([
    ['PUT', { username }, 'password'],
    ['PUT', { username, password: '' }, 'password'],
    ['PUT', { username, password: 'a\u0000b' }, 'password'],
    ['PUT', { username, password: 'x'.repeat(1_001) }, 'password'],
    ['PUT', { username: 'x', password: 'y' }, 'username'],
    ['DELETE', {}, 'username'],
    ['DELETE', { username, all: true }, 'all'],
  ] as const)('refuses %s %.80j', async (method, input, path) => {
    const response = await call(method, input);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.map((fault) => fault.path)).toEqual([path]);
  });

  it('requires the permission, and never returns a password', async () => {
    const refused = await call('PUT', { username, password: PASSWORD }, 'technician');
    expect(await codeOf(refused)).toEqual([403, 'forbidden']);
    expect(await hasStored()).toBe(false);
  });
});
