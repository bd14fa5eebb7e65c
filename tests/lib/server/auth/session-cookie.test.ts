import { afterAll, beforeAll, expect, it } from 'vitest';
import * as nextAuth from '@/app/api/auth/[...nextauth]/route';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { knownToNext } from '@/tests/support/next-headers';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { APP_URL: 'https://desk.example' } });
});
afterAll(() => desk.close());

it('every cookie is __Host-, Secure, HttpOnly and SameSite if APP_URL is https (S21, N22)', async () => {
  const names = new Set<string>();
  for (const path of ['csrf', 'session', 'signin', 'signout', 'providers']) {
    const handler: Handler = (request) =>
      nextAuth.GET(request, { params: Promise.resolve({ nextauth: [path] }) });
    const line = `GET /api/auth/${path}?callbackUrl=https://desk.example/users`;
    const answer = await desk.call(knownToNext(handler), line, { as: 'viewer' });
    for (const cookie of answer.headers.getSetCookie()) {
      names.add(cookie.slice(0, cookie.indexOf('=')));
      expect(cookie).toMatch(/^__Host-/);
      for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) {
        expect(cookie.split('; '), cookie).toContain(attribute);
      }
      expect(cookie).not.toContain('Domain');
    }
  }
  expect([...names].sort()).toEqual([
    '__Host-next-auth.callback-url',
    '__Host-next-auth.csrf-token',
    '__Host-reseller-desk.session',
  ]);
});
