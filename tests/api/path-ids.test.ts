import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const routes = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.includes('[') && !file.includes('[...') && file.endsWith('route.ts'))
  .map((file) => file.slice(0, -'/route.ts'.length));

const odd = ['\0', 'bat_\0', '../staff', "' or 1=1 --", '\ud800', '%ff', 'x'.repeat(5_000)];

const callOptions = (file: unknown) =>
  desk.call((file as Record<string, Handler>).OPTIONS as Handler, 'OPTIONS /api/x');

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

describe('an id in a path that can’t be one of ours (S18)', () => {
  it.each(routes)('is 404 at /api/%s', async (route) => {
    const names = [...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => name ?? '');
    const file = (await import(join(process.cwd(), 'app/api', route, 'route.ts'))) as unknown;
    const { allow } = Object.fromEntries((await callOptions(file)).headers);
    for (const method of methods.filter((name) => allow?.includes(name))) {
      const handler = (file as Record<string, Handler>)[method] as Handler;
      for (const id of odd) {
        const params = Object.fromEntries(names.map((name) => [name, id]));
        const json = method === 'GET' || method === 'DELETE' ? undefined : {};
        const answer = await desk.call(handler, `${method} /api/x`, { params, json });
        const { code } = (await answer.json()) as { code: string };
        expect([answer.status, code], `${method} ${JSON.stringify(id)}`).toEqual([
          404,
          'not_found',
        ]);
      }
    }
  });
});
