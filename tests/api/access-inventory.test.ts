import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '@/lib/server/http/route';
import { sensitiveWorkOf } from '@/lib/server/policies/permissions';
import { permissionsOf, type Permission } from '@/lib/shared/permissions';
import { accessMatrix, isPermission, pageMatrix } from '@/tests/support/access-matrix';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

describe('the inventory of routes and pages (N01)', () => {
  it('lists exactly the route files that exist', () => {
    const routes = files
      .filter((file) => file.endsWith('/route.ts'))
      .map((file) => `/${file.slice(0, -'/route.ts'.length)}`);
    expect(routes.sort()).toEqual(Object.keys(accessMatrix).sort());
  });

  it('lists exactly the pages that exist', () => {
    const pages = files
      .filter((file) => file === 'page.tsx' || file.endsWith('/page.tsx'))
      .map((file) => `/${file.replace(/\(dashboard\)\/?/, '').replace(/\/?page\.tsx$/, '')}`);
    expect(pages.sort()).toEqual(Object.keys(pageMatrix).sort());
  });

  it('requires password confirmation for everything only administrators may do', () => {
    const unasked = Object.entries(accessMatrix).flatMap(([path, declared]) =>
      Object.entries(declared)
        .filter(([method]) => method !== 'GET')
        .map(([method, access]) => ({ name: `${method} ${path}`, access }))
        .filter(({ access }) => isPermission(access))
        .filter(({ access }) => !permissionsOf.manager.includes(access as Permission))
        .filter(({ access }) => sensitiveWorkOf[access as Permission] === undefined),
    );
    expect(unasked).toEqual([]);
  });

  it.each(Object.entries(accessMatrix).filter(([path]) => !path.startsWith('/api/auth/')))(
    '%s has the listed methods, and returns 401 without a session and 405 for other methods',
    async (path, declared) => {
      const file = join(process.cwd(), 'app', path, 'route.ts');
      const route = (await import(file)) as Record<string, Handler>;
      for (const method of methods) {
        const handler = route[method];
        const request = new NextRequest(`http://localhost:3000${path}`, {
          method,
          headers: { 'sec-fetch-site': 'same-origin' },
        });
        const response = await handler?.(request, {
          params: Promise.resolve({ id: 'x', sessionId: 'y' }),
        });
        const access = declared[method];
        const expected =
          access === undefined
            ? 405
            : access === 'public'
              ? [200, 503]
              : access === 'token' || access === 'anyone'
                ? 415
                : 401;
        expect([expected].flat(), `${method} ${path}`).toContain(response?.status);
        expect(response?.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
        if (access === undefined) expect(response?.headers.get('allow')).not.toContain(method);
      }
    },
  );
});
