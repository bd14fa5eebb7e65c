import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '@/lib/server/http/route';
import { may, sensitiveWorkOf, type Permission } from '@/lib/server/policies/permissions';
import { accessMatrix, pageMatrix } from '@/tests/support/access-matrix';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

describe('the inventory of what can be reached (N01)', () => {
  it('declares each route file and no other', () => {
    const routes = files
      .filter((file) => file.endsWith('/route.ts'))
      .map((file) => `/${file.slice(0, -'/route.ts'.length)}`);
    expect(routes.sort()).toEqual(Object.keys(accessMatrix).sort());
  });

  it('declares each page and no other', () => {
    const pages = files
      .filter((file) => file === 'page.tsx' || file.endsWith('/page.tsx'))
      .map((file) => `/${file.replace(/\(dashboard\)\/?/, '').replace(/\/?page\.tsx$/, '')}`);
    expect(pages.sort()).toEqual(Object.keys(pageMatrix).sort());
  });

  it('asks for the own password again before whatever administrators alone may do', () => {
    const unasked = Object.entries(accessMatrix).flatMap(([path, declared]) =>
      Object.entries(declared)
        .filter(([method]) => method !== 'GET')
        .map(([method, access]) => ({ name: `${method} ${path}`, access }))
        .filter(({ access }) => !['public', 'token', 'next-auth'].includes(access))
        .filter(({ access }) => !may('manager', access as Permission))
        .filter(({ access }) => sensitiveWorkOf[access as Permission] === undefined),
    );
    expect(unasked).toEqual([]);
  });

  it.each(Object.entries(accessMatrix).filter(([path]) => !path.startsWith('/api/auth/')))(
    '%s has the declared methods, answers strangers 401 and other methods 405',
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
              : access === 'token'
                ? 415
                : 401;
        expect([expected].flat(), `${method} ${path}`).toContain(response?.status);
        expect(response?.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
        if (access === undefined) expect(response?.headers.get('allow')).not.toContain(method);
      }
    },
  );
});
