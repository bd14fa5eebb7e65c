import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/openapi.json/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { callWith, tokenOf } from '@/tests/support/tokens';

const LINE = 'GET /api/openapi.json';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

describe('the API’s description', () => {
  it('is for any role, and for any token', async () => {
    const { token } = await tokenOf(desk, 'administrator', { scopes: ['devices.read'] });
    const [byPerson, byToken] = [
      await desk.call(GET, LINE, { as: 'auditor' }),
      await callWith(desk, token, GET, LINE),
    ];
    expect([byPerson.status, byToken.status]).toEqual([200, 200]);
    const document = (await byPerson.json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/users');
    expect(await byToken.json()).toEqual(document);
  });

  it('isn’t for strangers', async () => {
    const response = await desk.call(GET, LINE, { as: null });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthorized' });
  });

  it('isn’t sent again to someone who has it', async () => {
    const etag = (await desk.call(GET, LINE)).headers.get('etag') ?? '';
    const again = await desk.call(GET, LINE, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });
});
