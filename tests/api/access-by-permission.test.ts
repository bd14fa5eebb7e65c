import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { roles, staffMembers } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import {
  permissions,
  permissionTable,
  withNeeded,
  type Permission,
} from '@/lib/shared/permissions';
import { accessMatrix, isPermission } from '@/tests/support/access-matrix';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  // No test asks a service on the internet.
  const env = { OUTGOING_ADDRESS_URL: 'http://127.0.0.1:9' };
  desk = await startTestDesk({ seed: 'empty', env });
});
afterAll(() => desk.close());

/** Every method of every route that needs a permission. A stream would stay open. */
const guarded = Object.entries(accessMatrix).flatMap(([path, declared]) =>
  Object.entries(declared).flatMap(([method, access]) =>
    isPermission(access) && !path.endsWith('/events') ? [{ path, method, access }] : [],
  ),
);

/** The technician, from now on with a role that someone made of these permissions. */
async function beAllowed(allowed: readonly Permission[]): Promise<void> {
  const id = `rol_${randomUUID()}` as const;
  await db()
    .insert(roles)
    .values({ id, name: id, permissions: [...allowed], createdBy: 'stf_administrator' });
  const person = await desk.staff('technician');
  await db().update(staffMembers).set({ role: id }).where(eq(staffMembers.id, person.id));
  person.sessionId = await startSession(person.id, { ip: null, userAgent: 'vitest' });
}

/** With ids that don't exist and a body that no route accepts, so that nothing happens. */
async function statusOf(path: string, method: string): Promise<number> {
  const route = (await import(join(process.cwd(), 'app', path, 'route.ts'))) as Record<
    string,
    Handler
  >;
  const handler = route[method];
  if (!handler) throw new Error(`No ${method} in ${path}`);
  const response = await desk.call(handler, `${method} ${path.replace(/\[[.\w]+\]/g, 'none')}`, {
    as: 'technician',
    params: { id: 'none', sessionId: 'none' },
    ...(method !== 'GET' && { json: { unexpected: true } }),
  });
  await response.body?.cancel();
  return response.status;
}

/** Of the routes that need the permission, those that refuse, and the others. */
async function tryRoutesOf(permission: Permission) {
  const refused: string[] = [];
  const open: string[] = [];
  for (const { path, method, access } of guarded) {
    if (access !== permission) continue;
    const status = await statusOf(path, method);
    (status === 403 || status === 401 ? refused : open).push(`${method} ${path}`);
  }
  return { refused, open };
}

describe.each(permissions)('%s', (permission) => {
  it('with what it needs opens each of its routes', async () => {
    await beAllowed(withNeeded([permission]));
    expect((await tryRoutesOf(permission)).refused).toEqual([]);
  });
});

/** Everyone has the others. */
const lackable = permissions.filter((permission) => permissionTable[permission].from !== 'all');

describe.each(lackable)('%s', (permission) => {
  it('is needed: with all the other permissions, each of its routes refuses', async () => {
    await beAllowed(permissions.filter((other) => !withNeeded([other]).includes(permission)));
    expect((await tryRoutesOf(permission)).open).toEqual([]);
  });
});
