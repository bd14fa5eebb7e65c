import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '@/lib/server/http/route';
import { permissions, tokenPermissions } from '@/lib/shared/permissions';
import {
  accessMatrix,
  forAllTokens,
  isPermission,
  type Access,
} from '@/tests/support/access-matrix';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { callWith, tokenOf } from '@/tests/support/tokens';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const guarded = Object.entries(accessMatrix).flatMap(([path, declared]) =>
  Object.entries(declared).flatMap(([method, access]) =>
    isPermission(access) ? [{ path, method, access }] : [],
  ),
);

function isOpen(line: string, access: Access, owned: readonly string[]): boolean {
  if (forAllTokens.includes(line)) return true;
  return owned.includes(access);
}

/** With ids that don't exist and a body that no route accepts, so that nothing happens. */
async function isRefused(token: string, path: string, method: string): Promise<boolean> {
  const file = join(process.cwd(), 'app', path, 'route.ts');
  const handler = ((await import(file)) as Record<string, Handler>)[method];
  if (!handler) throw new Error(`No ${method} in ${path}`);
  const line = `${method} ${path.replace(/\[[.\w]+\]/g, 'none')}`;
  const response = await callWith(desk, token, handler, line, {
    params: { id: 'none', sessionId: 'none' },
    ...(method !== 'GET' && { json: { unexpected: true } }),
  });
  await response.body?.cancel();
  return response.status === 403 || response.status === 401;
}

async function wrongWith(token: string, owned: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { path, method, access } of guarded) {
    const line = `${method} ${path}`;
    if ((await isRefused(token, path, method)) === isOpen(line, access, owned)) wrong.push(line);
  }
  return wrong;
}

describe('tokens on every method of every route', () => {
  it('can have permissions from a list, so that a new permission isn’t theirs by itself', () => {
    expect(permissions.filter((one) => !tokenPermissions.some((other) => other === one))).toEqual([
      ...['profile.write', 'approvals.decide', 'views.share', 'connections.end_others'],
      ...['accounts.test', 'accounts.write', 'webhooks.manage'],
      ...['notifications.manage', 'staff.read', 'staff.write'],
    ]);
  });

  it('an administrator’s token with everything reaches what tokens can, and nothing else', async () => {
    const { token } = await tokenOf(desk, 'administrator');
    expect(await wrongWith(token, tokenPermissions)).toEqual([]);
  });

  it('an administrator’s token that only reads users reaches no more', async () => {
    const { token } = await tokenOf(desk, 'administrator', { scopes: ['users.read'] });
    expect(await wrongWith(token, ['users.read'])).toEqual([]);
  });
});
