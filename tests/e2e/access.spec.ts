import type { APIRequestContext } from '@playwright/test';
import { builtInRoles, permissionsOf } from '@/lib/shared/permissions';
import { accessMatrix, isPermission, pageMatrix } from '@/tests/support/access-matrix';
import { testServer, type ServerAddress } from '@/tests/support/server';
import { startServerWithoutProxy } from '@/tests/support/server-without-proxy';
import { addStaff, anonymous, signedIn, upstreamCalls } from './support';
import { expect, test } from './test';

const guarded = Object.entries(accessMatrix).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, access]) =>
    isPermission(access) ? [{ path: fill(path), method, access }] : [],
  ),
);

/** A real path of a route, with ids that don't exist, so that nothing happens if it is allowed. */
function fill(path: string): string {
  return path.replace(/\[\.\.\.\w+\]/, 'nothing/here').replace(/\[\w+\]/, 'none');
}

function call(client: APIRequestContext, method: string, path: string) {
  const data = method === 'GET' ? undefined : { unexpected: true };
  return client.fetch(path, { method, data, maxRedirects: 0 });
}

const servers: [string, () => Promise<{ server: ServerAddress; stop: () => Promise<void> }>][] = [
  ['as it ships (N02)', async () => ({ server: testServer(), stop: async () => {} })],
  ['without proxy.ts (N10)', startServerWithoutProxy],
];

for (const [name, start] of servers) {
  test.describe(`access, ${name}`, () => {
    let server: ServerAddress;
    let stop: () => Promise<void>;
    let admin: APIRequestContext;

    test.beforeAll(async () => {
      test.setTimeout(300_000);
      ({ server, stop } = await start());
      admin = await signedIn(server);
    });
    test.afterAll(() => stop());

    test('every route returns a 401 problem without a session, and no upstream is called', async () => {
      const before = await upstreamCalls(server);
      const client = await anonymous(server);
      for (const { path, method } of guarded) {
        const answer = await call(client, method, path);
        expect(answer.status(), `${method} ${path}`).toBe(401);
        expect(answer.headers()['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(answer.headers()['cache-control']).toBe('no-store');
        expect(await answer.json()).toMatchObject({ code: 'unauthorized', status: 401 });
      }
      expect(await upstreamCalls(server)).toBe(before);
    });

    for (const role of builtInRoles) {
      test(`a ${role} can do what the table allows and gets 403 for the rest, without an upstream call`, async () => {
        const client = await signedIn(server, await addStaff(server, admin, role));
        const before = await upstreamCalls(server);
        for (const { path, method } of guarded.filter(
          ({ access }) => !permissionsOf[role].includes(access),
        )) {
          const answer = await call(client, method, path);
          expect(answer.status(), `${method} ${path}`).toBe(403);
          expect(await answer.json()).toMatchObject({ code: 'forbidden', status: 403 });
        }
        expect(await upstreamCalls(server)).toBe(before);
        for (const { path, method } of guarded.filter(({ access }) =>
          permissionsOf[role].includes(access),
        )) {
          // A stream, and a question to a service on the internet.
          if (path.endsWith('/events') || path === '/api/outgoing-address') continue;
          const answer = await call(client, method, path);
          expect([401, 403], `${method} ${path}`).not.toContain(answer.status());
          expect(answer.status(), `${method} ${path}`).toBeLessThan(500);
        }
      });
    }

    test('a disabled person and an ended session get 401 everywhere', async () => {
      const disabled = await addStaff(server, admin, 'administrator');
      const ended = await addStaff(server, admin, 'administrator');
      const clients = [await signedIn(server, disabled), await signedIn(server, ended)];
      await admin.patch(`/api/staff/${disabled.id}`, { data: { isDisabled: true } });
      await admin.post(`/api/staff/${ended.id}/revoke-sessions`);
      for (const client of clients) {
        for (const { path, method } of guarded) {
          expect((await call(client, method, path)).status(), `${method} ${path}`).toBe(401);
        }
      }
    });

    test('a refusal is in the audit log', async () => {
      const viewer = await addStaff(server, admin, 'viewer');
      await call(await signedIn(server, viewer), 'POST', '/api/users');
      const answer = await admin.get(`/api/activity?action=access.denied&actor=${viewer.email}`);
      expect(await answer.json()).toMatchObject({
        items: [{ outcome: 'denied', details: { code: 'forbidden', path: '/api/users' } }],
      });
    });

    test('without a session, pages lead to sign-in and back, and show nothing', async () => {
      const client = await anonymous(server);
      for (const [path, access] of Object.entries(pageMatrix)) {
        if (access === 'public') continue;
        const answer = await client.get(fill(path), { maxRedirects: 0 });
        expect(answer.status(), path).toBe(307);
        expect(answer.headers().location, path).toMatch(/^\/sign-in\?callbackUrl=/);
        expect(await answer.text()).not.toContain('meridiandental.example');
      }
    });

    test('pages that a viewer may not open lead to a page that says so', async () => {
      const client = await signedIn(server, await addStaff(server, admin, 'viewer'));
      for (const [path, access] of Object.entries(pageMatrix)) {
        if (access === 'public' || access === 'staff' || permissionsOf.viewer.includes(access))
          continue;
        const answer = await client.get(fill(path), { maxRedirects: 0 });
        expect(`${answer.status()} ${answer.headers().location}`, path).toBe('307 /no-access');
      }
    });
  });
}
