import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { roles, staffMembers } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { permissions, withNeeded, type Permission } from '@/lib/shared/permissions';
import { accessMatrix, isPermission } from '@/tests/support/access-matrix';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

/** Every method of every route that needs a permission. A stream would stay open. */
const guarded = Object.entries(accessMatrix).flatMap(([path, declared]) =>
  Object.entries(declared).flatMap(([method, access]) =>
    isPermission(access) && !path.endsWith('/events') ? [{ path, method, access }] : [],
  ),
);

/** The technician, from now on with a role that someone made of these permissions. */
async function beAllowed(permission: Permission): Promise<void> {
  const id = `rol_${permissions.indexOf(permission)}` as const;
  await db()
    .insert(roles)
    .values({
      id,
      name: permission,
      permissions: withNeeded([permission]),
      createdBy: 'stf_administrator',
    });
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

describe('a role made of one permission and what that needs, on every method of every route', () => {
  it.each(permissions)('%s', async (permission) => {
    await beAllowed(permission);
    const allowed = withNeeded([permission]);
    const wrong: string[] = [];
    for (const { path, method, access } of guarded) {
      // Asks a service on the internet.
      if (path === '/api/outgoing-address' && allowed.includes(access)) continue;
      const status = await statusOf(path, method);
      const isRefused = status === 403 || status === 401;
      if (isRefused === allowed.includes(access)) wrong.push(`${method} ${path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
