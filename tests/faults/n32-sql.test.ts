import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as LIST_ACTIVITY } from '@/app/api/activity/route';
import { GET as LIST_USERS } from '@/app/api/users/route';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { userAnnotations } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { accessMatrix } from '@/tests/support/access-matrix';
import { knowUsers } from '@/tests/support/know-users';
import { knownToNext } from '@/tests/support/next-headers';
import { signInAnew, type Call } from '@/tests/support/operation-setup';
import { operations } from '@/tests/support/operations';
import { startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await startPolicyDesk({ seed: 'demo', upstreamTimeoutMs: 10_000 });
  await desk.begin();
});
afterAll(() => desk.close());

/** For a string, a number, a name and a pattern in SQL; and what PostgreSQL's text can't hold. */
const PAYLOADS = [
  `x' or '1'='1' --`,
  `1); select pg_sleep(9); drop table staff_members; --`,
  `$1 "\\' %_ /* {{}} */ ::int`,
  'a\u0000b',
];

type Told = { status: number; text: string };

const DATABASE_WORDS =
  /syntax error|pg_|postgres|unterminated|invalid input syntax|invalid byte|relation "|column "|operator does not exist|SQLSTATE|Failed query|staff_members"|\bselect "/i;

/** Refused or answered, soon, and without a word of the database. */
async function send(line: string, handler: Handler, call: Call): Promise<Told> {
  const began = performance.now();
  const response = await desk.call(handler, line, call);
  const text = await response.text();
  const what = `${line} ${JSON.stringify(call.json ?? call.params ?? {})}`;
  expect(response.status, `${what}: ${text}`).toBeLessThan(500);
  const own = PAYLOADS.reduce(
    (rest, payload) => rest.replaceAll(JSON.stringify(payload), ''),
    text,
  );
  expect(own.replaceAll('pg_sleep', ''), what).not.toMatch(DATABASE_WORDS);
  expect(performance.now() - began, what).toBeLessThan(8_000);
  return { status: response.status, text };
}

async function moduleOf(route: string): Promise<Record<string, unknown>> {
  return (await import(join(process.cwd(), 'app', route, 'route.ts'))) as Record<string, unknown>;
}

const handlerOf = (file: Record<string, unknown>, method: string) => file[method] as Handler;

const routes = Object.entries(accessMatrix).filter(
  // next-auth's own, which has no ids; and the one for what doesn't exist.
  ([route]) => !route.includes('[...'),
);

describe('N32: SQL in the place of', () => {
  it('every id in every path is an id that doesn’t exist', async () => {
    const withIds = routes.filter(([route]) => route.includes('['));
    expect(withIds.length).toBeGreaterThan(15);
    for (const [route, methods] of withIds) {
      const file = await moduleOf(route);
      for (const method of Object.keys(methods)) {
        for (const payload of PAYLOADS) {
          const params = { id: payload, sessionId: payload };
          const { status } = await send(`${method} ${route}`, handlerOf(file, method), {
            params,
            ...(method !== 'GET' && { json: {} }),
          });
          expect([204, 400, 404, 409], `${method} ${route}`).toContain(status);
        }
      }
    }
  });

  it('every filter, sort, cursor and format is refused, or is text to look for', async () => {
    const schemas: Record<string, unknown> = {};
    const files = (await readdir('lib/contract')).filter((name) => name.endsWith('.ts'));
    for (const file of files) {
      Object.assign(schemas, await import(join(process.cwd(), 'lib/contract', file)));
    }
    let tried = 0;
    for (const [route, methods] of routes) {
      const source = await readFile(join('app', route, 'route.ts'), 'utf8');
      const used = [...new Set(source.match(/\w+QuerySchema\b/g))];
      const file = await moduleOf(route);
      for (const schema of used) {
        const { shape } = schemas[schema] as { shape: object };
        for (const name of Object.keys(shape)) {
          for (const payload of PAYLOADS) {
            const query = new URLSearchParams({ [name]: payload });
            for (const method of Object.keys(methods)) {
              const call = { params: { id: 'none' }, ...(method !== 'GET' && { json: {} }) };
              await send(`${method} ${route}?${query}`, handlerOf(file, method), call);
              tried += 1;
            }
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(200);
  }, 60_000);

  it('every text in every body is that text', async () => {
    let tried = 0;
    for (const operation of operations) {
      // A stream, and what waits for a service elsewhere.
      if (/events|outgoing-address|export$/.test(operation.name)) continue;
      const [method = '', route = ''] = (operation.name.split(',')[0] ?? '').split(' ');
      const file = await moduleOf(route);
      const handler = handlerOf(file, method);
      const { path, query = '', ...call } = await operation.prepare(desk);
      for (const field of ['json', 'form'] as const) {
        const body = call[field];
        if (typeof body !== 'object' || body === null) continue;
        for (const [name, value] of Object.entries(body)) {
          if (typeof value !== 'string' || name === 'csrfToken') continue;
          for (const payload of PAYLOADS.slice(-2)) {
            const changed = { ...call, [field]: { ...body, [name]: payload } };
            const handle: Handler = path
              ? (request) =>
                  knownToNext(handler)(request, {
                    params: Promise.resolve({ nextauth: path.split('/') }),
                  })
              : handler;
            const address = path ? route.replace('[...nextauth]', path) : route;
            await send(`${method} ${address}${query}`, handle, changed);
            tried += 1;
          }
        }
      }
      await signInAnew(desk, 'administrator');
      await signInAnew(desk, 'manager');
    }
    expect(tried).toBeGreaterThan(60);
  }, 60_000);
});

describe('N32: what is looked for', () => {
  const TARGETS = [
    `o'brien@x.example`,
    '100%_sure@x.example',
    'back\\slash@x.example',
    'plain@x.example',
  ];

  beforeAll(async () => {
    // Notes and tags are searched, too.
    await db().delete(userAnnotations);
    await recordEvents(
      systemActor('request-1'),
      TARGETS.map((target) => ({
        action: 'password.stored' as const,
        outcome: 'success' as const,
        target,
        reason: `about ${target}`,
      })),
    );
  });

  const found = async (query: Record<string, string>): Promise<string[]> => {
    const line = `GET /api/activity?${new URLSearchParams({ action: 'password.stored', ...query })}`;
    const { items } = (await (await desk.call(LIST_ACTIVITY, line)).json()) as {
      items: { target: string }[];
    };
    return items.map(({ target }) => target).filter((target) => TARGETS.includes(target));
  };

  it.each([
    [`'`, [`o'brien@x.example`]],
    ['%', ['100%_sure@x.example']],
    ['%_', ['100%_sure@x.example']],
    ['_', ['100%_sure@x.example']],
    ['\\', ['back\\slash@x.example']],
    ['k\\s', ['back\\slash@x.example']],
    [`o'brien`, [`o'brien@x.example`]],
    [`' or ''='`, []],
    [`x' or 1=1 --`, []],
    ['%plain%', []],
    ['p_ain', []],
  ])('in the audit log as a target, %j, is found only where it is', async (target, expected) => {
    expect((await found({ target })).toSorted()).toEqual(expected);
  });

  it.each([
    [`o'brien`, [`o'brien@x.example`]],
    ['100%_sure', ['100%_sure@x.example']],
    ['back\\slash', ['back\\slash@x.example']],
    [`x' or 1=1 --`, []],
    ['p_ain@x.example', []],
    ['%lain@x.example', []],
  ])('in the audit log’s search, %j, is found only where it is', async (q, expected) => {
    expect(await found({ q })).toEqual(expected);
  });

  it('among the users is found only where it is, and any other sort is refused', async () => {
    for (const name of [`o'brien@x.example`, '100%_sure@x.example', 'plain@x.example']) {
      desk.sandbox.remotepc.state.addUser({ username: name });
    }
    await knowUsers(desk.sandbox);
    const list = async (query: Record<string, string>) => {
      const line = `GET /api/users?${new URLSearchParams(query)}`;
      const response = await desk.call(LIST_USERS, line);
      const { items = [] } = (await response.json()) as { items?: { username: string }[] };
      return [response.status, ...items.map(({ username }) => username)];
    };
    expect(await list({ search: `'` })).toEqual([200, `o'brien@x.example`]);
    expect(await list({ search: '%' })).toEqual([200, '100%_sure@x.example']);
    expect(await list({ search: '%plain%' })).toEqual([200]);
    expect(await list({ search: `x' or 1=1 --` })).toEqual([200]);
    expect(await list({ sort: 'username; drop table accounts' })).toEqual([400]);
  });

  it('and afterwards every table is there', async () => {
    const { rows } = await db().execute<{ people: number }>(
      sql`select count(*)::int as people from staff_members`,
    );
    expect(rows[0]?.people).toBeGreaterThan(2);
  });
});
