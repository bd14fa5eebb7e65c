import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as SIGN_IN } from '@/app/api/auto-login/route';
import { PUT, DELETE } from '@/app/api/stored-passwords/route';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { GET, POST } from '@/app/api/users/route';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo' });
});
afterAll(() => desk.close());

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\u0000', '\ud800', 'a@b.example', 'x'.repeat(2_000), '__proto__', '1e999', '-0'),
  fc.double(),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
);

/** Any JSON, or an object with the relevant field names and odd values. */
const input = (names: string[]) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...names, 'constructor'), nasty) },
  );

const cases: [string, Handler, string[]][] = [
  ['POST /api/users', POST, ['firstName', 'lastName', 'email', 'password', 'seats', 'notifyUser']],
  ['POST /api/auto-login', SIGN_IN, ['username', 'account', 'reason', 'ticket', 'password']],
  ['PUT /api/stored-passwords', PUT, ['username', 'password']],
  ['DELETE /api/stored-passwords', DELETE, ['username']],
];

describe('any input', () => {
  it.each(cases)('%s answers without a 500', async (line, handler, names) => {
    await fc.assert(
      fc.asyncProperty(input(names), async (json) => {
        const response = await desk.call(handler, line, { json });
        expect(response.status).not.toBe(500);
        if (response.status === 400) {
          const { errors } = (await response.json()) as { errors: { path: string }[] };
          expect(errors.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['/api/users', GET],
    ['/api/users/export', EXPORT],
  ])('GET %s answers any query without a 500', async (path, handler) => {
    const names = ['search', 'status', 'seats', 'sort', 'page', 'pageSize', 'account', 'format'];
    const pair = fc.tuple(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 4 }), async (pairs) => {
        const query = new URLSearchParams(pairs);
        const response = await desk.call(handler, `GET ${path}?${query}`);
        await response.arrayBuffer();
        expect([200, 400, 404]).toContain(response.status);
      }),
      { numRuns: 150 },
    );
  });
});
