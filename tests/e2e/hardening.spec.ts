import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { accessMatrix } from '@/tests/support/access-matrix';
import { testServer } from '@/tests/support/server';
import { addStaff, anonymous, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const MARKER = 'meridiandental.example';

/** A request as raw as Node allows, with any method and headers, and the path unmodified. */
function raw(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const call = httpRequest({ hostname, port, method, path, headers }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (body += chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
        );
      });
      call.on('error', reject);
      call.end();
    },
  );
}

const headersOfAll: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

test('every kind of response has the security headers (N23)', async () => {
  const admin = await signedIn(server);
  const icon = await admin.get('/icon.svg');
  const answers = [
    icon,
    await admin.get('/users'),
    await admin.get('/api/users'),
    await admin.get('/api/nothing'),
    await admin.get('/no/such/page'),
    await admin.put('/api/users', { data: {} }),
    await admin.post('/api/users', { data: {} }),
    await admin.get('/api/users/export?format=csv'),
    await (await anonymous(server)).get('/api/users'),
    await (await anonymous(server)).get('/users'),
    await admin.get('/users/'),
    await admin.put('/users', { data: {} }),
    await admin.get('/api/staff/%ff'),
    await admin.get('/_next/static/nothing.js'),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([
    200, 200, 200, 404, 404, 405, 400, 200, 401, 307, 308, 405, 400, 404,
  ]);
  for (const answer of answers) {
    const headers = answer.headers();
    expect(headers, answer.url()).toMatchObject(headersOfAll);
    expect(headers['content-security-policy'], answer.url()).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy'], answer.url()).not.toContain("'unsafe-eval'");
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    if (answer === icon) continue;
    expect(headers['cache-control'], answer.url()).toContain('no-store');
  }
});

test('all scripts of a page have its nonce, which changes each time (N24)', async () => {
  const admin = await signedIn(server);
  const nonces = new Set<string>();
  for (let load = 0; load < 20; load += 1) {
    const answer = await admin.get('/sign-in', { maxRedirects: 0 });
    expect(answer.status()).toBe(307);
    const html = await (await admin.get('/users')).text();
    const policy = (await admin.get('/users')).headers()['content-security-policy'];
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}' 'strict-dynamic'/);
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(3);
    const found = scripts.map((tag) => /nonce="([^"]+)"/.exec(tag)?.[1]);
    expect(new Set(found).size).toBe(1);
    nonces.add(found[0] ?? '');
  }
  expect(nonces.size).toBe(20);
});

test('in Chromium, injected code doesn’t run (N24)', async ({ page }) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto('/users');
  const ran = await page.evaluate(() => {
    const marks = window as unknown as { injected?: boolean };
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="x:" onerror="window.injected = true">',
    );
    const script = document.createElement('div');
    script.innerHTML = '<a id="bad" href="javascript:window.injected=true">x</a>';
    document.body.append(script);
    document.getElementById('bad')?.click();
    return new Promise((resolve) => setTimeout(() => resolve(marks.injected ?? false), 300));
  });
  expect(ran).toBe(false);
});

test('what a page’s policy blocks is reported to the server by Chromium', async ({ page }) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto('/users');
  const reported = page.context().waitForEvent('request', {
    predicate: (request) => request.url().endsWith('/api/policy-violations'),
    timeout: 5_000,
  });
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/pixel">');
  });
  await reported;
});

test('unusual methods change nothing and reveal only what is allowed (N07)', async () => {
  const { cookie } = await cookieHeader();
  for (const path of ['/api/users', '/api/staff', '/api/batches', '/users']) {
    for (const method of ['TRACE', 'PROPFIND', 'OPTIONS', 'HEAD', 'PURGE']) {
      const answer = await raw(method, path, { cookie });
      if (['TRACE', 'PROPFIND', 'PURGE'].includes(method)) expect(answer.status, path).toBe(405);
      expect(answer.body, `${method} ${path}`).not.toMatch(/\bat .*\.js:\d+|node_modules/);
      if (method === 'HEAD') expect(answer.body).toBe('');
    }
  }
  const options = await raw('OPTIONS', '/api/users', { cookie });
  expect(options.status).toBe(204);
  expect(options.headers.allow).toBe('GET, HEAD, POST, OPTIONS');
  const overridden = await raw('GET', '/api/staff/none', {
    cookie,
    'x-http-method-override': 'DELETE',
  });
  expect(overridden.status).toBe(405);
});

test('an upgrade request is answered like any other, and holds no connection (S1)', async () => {
  const { hostname, port } = new URL(server.url);
  for (const path of [
    '/_next/x',
    '/nothing-here',
    '/favicon.ico',
    '/_next/webpack-hmr',
    '/users',
  ]) {
    const answers = await Promise.all(
      Array.from(
        { length: 10 },
        () =>
          new Promise<string>((resolve) => {
            const socket = connect(Number(port), hostname);
            let received = '';
            socket.on('data', (data) => {
              received += String(data);
              socket.end();
            });
            socket.on('error', () => undefined);
            socket.on('close', () => resolve(received));
            socket.write(
              `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n`,
            );
          }),
      ),
    );
    for (const answer of answers) expect(answer, path).toMatch(/^HTTP\/1\.1 (307|404) /);
  }
});

test('a host other than APP_URL’s is refused, with a page for browsers (S20, FF-16)', async () => {
  const page = await raw('GET', '/sign-in', { host: 'other.example', accept: 'text/html' });
  expect(page.status).toBe(421);
  expect(page.body).toContain(`http://other.example, but APP_URL is set to ${server.url}`);
  const problem = await raw('GET', '/api/users', { host: 'other.example' });
  expect([problem.status, JSON.parse(problem.body)]).toMatchObject([421, { code: 'wrong_host' }]);
  expect((await raw('GET', '/api/health/live', { host: 'other.example' })).status).toBe(200);
  expect(
    (await raw('GET', '/sign-in', { host: `127.0.0.1:${new URL(server.url).port}` })).status,
  ).toBe(200);
});

test('a garbled router state causes no server error', async () => {
  const rsc = { rsc: '1', 'next-router-state-tree': '{broken' };
  const first = await raw('GET', '/sign-in', rsc);
  const { pathname, search } = new URL(String(first.headers.location), server.url);
  const second = await raw('GET', pathname + search, rsc);
  expect(second.status).toBe(200);
});

test('header tricks give access to no page or route (N09)', async () => {
  const tricks: Record<string, string>[] = [
    { 'x-middleware-subrequest': 'proxy' },
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware' },
    { 'x-middleware-subrequest': 'pages/_middleware' },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { rsc: '1', 'next-router-state-tree': '%5B%22%22%5D' },
    { 'x-invoke-path': '/users' },
    { 'x-matched-path': '/users' },
    { 'x-now-route-matches': '1=users' },
    { 'x-original-url': '/users' },
    { 'x-nonce': 'attackernonce' },
    { 'content-security-policy': "script-src 'nonce-attackernonce'" },
    { authorization: 'Bearer %' },
    { cookie: Array.from({ length: 100 }, (_, index) => `c${index}=${index}`).join('; ') },
    { cookie: `a=${'x'.repeat(60_000)}` },
  ];
  for (const path of ['/users', '/api/users', '/staff', '/activity']) {
    for (const headers of tricks) {
      const answer = await raw('GET', path, headers);
      const what = `${path} ${JSON.stringify(headers).slice(0, 80)}`;
      expect([307, 401, 431], what).toContain(answer.status);
      expect(answer.body, what).not.toContain(MARKER);
      expect(JSON.stringify(answer.headers), what).not.toContain('attackernonce');
    }
  }
});

test('path tricks reveal nothing of a protected page (N08)', async () => {
  for (const path of [
    '/users.rsc',
    '/users?_rsc=1',
    '//users',
    '/%75sers',
    '/users%2f',
    '/users;x',
    '/./users',
    '/users/',
    '/USERS',
    '/_next/data/x/users.json',
    '/users.segments/_tree.segment.rsc',
    '/?nxtPpage=users',
    '/.git/config',
    '/.env',
    '/_next/static/../../package.json',
    '/api/users/../staff',
  ]) {
    const answer = await raw('GET', path);
    expect(answer.body, path).not.toContain(MARKER);
    expect(answer.body, path).not.toContain('"dependencies"');
    expect(answer.status, path).toBeLessThan(500);
    expect(answer.status, path).toBeGreaterThan(299);
  }
});

test('no response lets another origin read it', async () => {
  const { cookie } = await cookieHeader();
  const headers = {
    cookie,
    origin: 'https://evil.example',
    'access-control-request-method': 'PUT',
  };
  const paths = ['/api/users', '/api/openapi.json', '/api/health', '/api/auth/csrf', '/users'];
  for (const path of [...paths, '/icon.svg']) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const names = Object.keys((await raw(method, path, headers)).headers).join(' ');
      expect(names, `${method} ${path}`).not.toContain('access-control-');
    }
  }
});

test('a call from another site changes nothing (N21)', async () => {
  const { cookie } = await cookieHeader();
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];
  for (const [path, methods] of Object.entries(accessMatrix)) {
    for (const [method, access] of Object.entries(methods)) {
      if (method === 'GET' || ['public', 'next-auth', 'api-token'].includes(access)) continue;
      for (const headers of foreign) {
        const target = path.replace('[...unknown]', 'nothing').replace(/\[\w+\]/, 'none');
        const answer = await raw(method, target, {
          cookie,
          'content-type': 'text/plain',
          ...headers,
        });
        expect(`${answer.status}`, `${method} ${path} ${JSON.stringify(headers)}`).toBe('403');
        expect(answer.body).toContain('"cross_origin"');
      }
    }
  }
});

test('empty or unusual containers and extra fields get 400, and no check is skipped (N03, N05)', async () => {
  const admin = await signedIn(server);
  const viewer = await addStaff(server, admin, 'viewer');
  const extras = {
    role: 'administrator',
    id: 'stf_x',
    status: 'active',
    isAdmin: true,
    constructor: {},
  };
  const bodies: Record<string, Record<string, unknown>> = {
    'POST /api/users': {
      firstName: 'A',
      lastName: 'B',
      email: 'a@b.example',
      password: 'Xx-12345678',
    },
    'POST /api/batches': { rows: [{ email: 'a@b.example' }] },
    'POST /api/connections': { serviceId: 'none' },
    'PUT /api/stored-passwords': { username: 'a@b.example', password: 'x' },
    'POST /api/auto-login': { username: 'a@b.example' },
    'POST /api/approvals': { username: 'a@b.example' },
    'POST /api/approvals/none/decide': { approve: true },
    'POST /api/step-up': { password: 'x' },
    [`PATCH /api/staff/${viewer.id}`]: { role: 'viewer' },
  };
  for (const [line, good] of Object.entries(bodies)) {
    const [method = '', path = ''] = line.split(' ');
    const odd: unknown[] = [[], {}, null, 'x', 7, true, [good]];
    for (const name of Object.keys(good)) {
      for (const value of [null, [], {}, [good[name]], 7.5, { $gt: '' }])
        odd.push({ ...good, [name]: value });
    }
    for (const [name, value] of Object.entries(extras)) {
      if (!(name in good)) odd.push({ ...good, [name]: value });
    }
    for (const body of odd) {
      const answer = await admin.fetch(path, {
        method,
        headers: { 'content-type': 'application/json' },
        data: JSON.stringify(body),
      });
      expect(answer.status(), `${line} ${JSON.stringify(body)}`).toBe(400);
      const problem = (await answer.json()) as { code: string; errors: unknown[] };
      expect(problem.code).toBe('invalid_request');
      expect(problem.errors.length).toBeGreaterThan(0);
    }
    const polluted = await admin.fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      data: `{"__proto__": {"role": "administrator"}, ${JSON.stringify(good).slice(1)}`,
    });
    expect(polluted.status(), `${line} __proto__`).toBe(400);
  }
});

test('a body that is too large, of the wrong type or not JSON gets the matching error', async () => {
  const admin = await signedIn(server);
  const send = (data: string, type: string) =>
    admin.post('/api/users', { data: Buffer.from(data), headers: { 'content-type': type } });
  expect((await send('{"a":"' + 'x'.repeat(1_100_000) + '"}', 'application/json')).status()).toBe(
    413,
  );
  expect((await send('{}', 'text/plain')).status()).toBe(415);
  const broken = await send('{"firstName": ', 'application/json');
  expect(broken.status()).toBe(400);
  expect(await broken.json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ code: 'invalid_json' }],
  });
});

test('an endless body is refused before sign-in, and its connection is closed (N36)', async () => {
  const answer = await new Promise<string>((resolve) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (data) => (received += String(data)));
    // The server closes while we are still writing.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.write(
      `POST /api/auth/callback/credentials HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const writeOn = () => {
      while (!socket.destroyed && socket.write(`10000\r\n${'a'.repeat(0x10000)}\r\n`));
    };
    socket.on('drain', writeOn);
    writeOn();
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('"code":"body_too_large"');
});

test('the request id is returned, unless it could break a log line', async () => {
  const kept = await raw('GET', '/api/users', { 'x-request-id': 'desk-42.a_b' });
  expect(kept.headers['x-request-id']).toBe('desk-42.a_b');
  expect(kept.body).toContain('"requestId":"desk-42.a_b"');
  const replaced = await raw('GET', '/api/users', { 'x-request-id': 'a"b{}' });
  expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  const ofPage = await raw('GET', '/sign-in', { 'x-request-id': 'x'.repeat(9_000) });
  expect(ofPage.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

async function cookieHeader(): Promise<{ cookie: string }> {
  const { cookies } = await (await signedIn(server)).storageState();
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
}
