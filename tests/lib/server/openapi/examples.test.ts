import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import type { Problem } from '@/lib/contract/problem';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import type { Handler } from '@/lib/server/http/route';
import { areas, routesOf } from '@/lib/server/openapi/areas';
import { curlOf } from '@/lib/server/openapi/curl';
import { isForTokens } from '@/lib/server/openapi/problems';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { callWith, tokenOf } from '@/tests/support/tokens';

let desk: TestDesk;
let token: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo' });
  ({ token } = await tokenOf(desk, 'administrator'));
  // A sign-in without a password uses the stored one.
  const json = { username: 'it@harborlight.example', password: SANDBOX_CUSTOMER_PASSWORD };
  await desk.call(STORE, 'PUT /api/stored-passwords', { json });
});
afterAll(() => desk.close());

/** Of those, no one knows the id beforehand. */
const withoutIds = areas
  .flatMap(routesOf)
  .filter(({ path, operation }) => isForTokens(operation) && !path.includes('['));

it('every example that a token can send is accepted by the sandbox', async () => {
  const refused: string[] = [];
  for (const route of withoutIds) {
    const { path, method, operation } = route;
    const address = /'(http:\/\/desk[^']*)'/.exec(curlOf(route, 'http://desk'))?.[1] ?? '';
    const line = `${method} ${address.slice('http://desk'.length)}`;
    const handler = (
      (await import(join(process.cwd(), 'app', path, 'route.ts'))) as Record<string, Handler>
    )[method];
    if (!handler) throw new Error(`No ${method} in ${path}`);
    const json = operation.example;
    const response = await callWith(desk, token, handler, line, { json });
    const text = await response.text();
    if (!(response.status in operation.answers)) {
      refused.push(`${line}: ${response.status} ${(JSON.parse(text) as Problem).code}`);
    }
  }
  // As long as the policy doesn’t ask for a second person, there is nothing to ask for.
  expect(refused).toEqual(['POST /api/approvals: 409 conflict']);
}, 60_000);

it('an example is a call for a shell, with the token in a variable', () => {
  const add = withoutIds.find(({ operation }) => operation.summary === 'Create a customer');
  if (!add) throw new Error('No such operation');
  expect(curlOf(add, 'https://desk.example')).toBe(
    [
      `curl -X POST 'https://desk.example/api/customers' \\`,
      `  -H "Authorization: Bearer $TOKEN" \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '{"name":"Hill & Sons","domains":["hill.example"],"externalId":"C-1042"}'`,
    ].join('\n'),
  );
});
