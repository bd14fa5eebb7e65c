import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as route from '@/app/api/auth/[...nextauth]/route';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { knownToNext } from '@/tests/support/next-headers';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

function ask(method: Method, path: string): Promise<Response> {
  const handler: Handler = (request) =>
    route[method](request, { params: Promise.resolve({ nextauth: path.split('/') }) });
  const form = method === 'POST' ? { csrfToken: 'none' } : undefined;
  return desk.call(knownToNext(handler), `${method} /api/auth/${path}`, { as: null, form });
}

describe('next-auth’s routes (S22, N07)', () => {
  it.each([
    ['GET', 'callback/credentials', 'POST'],
    ['HEAD', 'callback/credentials', 'GET, POST, OPTIONS'],
    ['POST', 'csrf', 'GET'],
    ['POST', 'session', 'GET'],
    ['POST', 'providers', 'GET'],
    ['PUT', 'signout', 'GET, POST, OPTIONS'],
    ['DELETE', 'session', 'GET, POST, OPTIONS'],
    ['PATCH', 'callback/credentials', 'GET, POST, OPTIONS'],
  ] as const)('answer %s %s with a 405 problem', async (method, path, allow) => {
    const answer = await ask(method, path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    'nothing',
    '_log',
    'callback',
    'callback/github',
    'callback/credentials/x',
    'verify-request',
    'constructor',
    '__proto__',
    'session/x',
    '%00',
  ])('answer unknown paths such as %s with a 404 problem', async (path) => {
    for (const method of ['GET', 'POST'] as const) {
      const answer = await ask(method, path);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        404,
        'not_found',
      ]);
    }
  });

  it.each(['csrf', 'session', 'providers', 'signin', 'signout', 'error'])(
    'still answer GET %s',
    async (path) => {
      expect([200, 302]).toContain((await ask('GET', path)).status);
    },
  );

  it('answer a sign-in from another address with both addresses and the setting (FF-16)', async () => {
    const handler: Handler = (request) =>
      route.POST(request, {
        params: Promise.resolve({ nextauth: ['callback', 'credentials'] }),
      });
    const answer = await desk.call(handler, 'POST /api/auth/callback/credentials', {
      as: null,
      form: {},
      headers: { origin: 'https://desk.example', 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      code: 'cross_origin',
      detail: expect.stringContaining(
        'https://desk.example, but APP_URL is set to http://localhost:3000',
      ) as string,
    });
  });
});
