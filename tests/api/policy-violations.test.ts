import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/policy-violations/route';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let lines: string[] = [];

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  globalThis.resellerDeskLog = pino({ base: null }, { write: (line: string) => lines.push(line) });
});
beforeEach(() => {
  lines = [];
  forgetUpstreams();
});
afterAll(() => desk.close());

const send = (json: unknown, type = 'application/csp-report') =>
  desk.call(POST, 'POST /api/policy-violations', {
    as: 'viewer',
    headers: { 'content-type': type },
    json,
  });

const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what a page’s Content-Security-Policy blocked', () => {
  it('is one line in the log, without the page’s query', async () => {
    const report = {
      'effective-directive': 'img-src',
      'blocked-uri': 'https://evil.example/pixel?user=ann',
      'document-uri': 'http://localhost:3000/users?search=ann@x.example',
    };
    expect((await send({ 'csp-report': report })).status).toBe(204);
    expect(logged()).toMatchObject([
      {
        msg: 'content security policy violated',
        staffId: 'stf_viewer',
        directive: 'img-src',
        blocked: 'https://evil.example',
        page: '/users',
      },
    ]);
    expect(lines[0]).not.toContain('ann');
  });

  it('keeps a word such as “inline”, and the scheme of what has no place', async () => {
    await send({ 'csp-report': { 'violated-directive': 'script-src', 'blocked-uri': 'inline' } });
    await send({ 'csp-report': { 'blocked-uri': 'data:text/html,secret' } });
    expect(logged()).toMatchObject([
      { directive: 'script-src', blocked: 'inline', page: '' },
      { directive: '', blocked: 'data:' },
    ]);
  });

  it('fills the log with no more than twenty lines a minute', async () => {
    await Promise.all(Array.from({ length: 50 }, () => send({ 'csp-report': {} })));
    expect(lines).toHaveLength(20);
  });

  it('is refused if it is no report', async () => {
    expect((await send({ any: 'thing' })).status).toBe(400);
    expect((await send({ 'csp-report': {} }, 'application/json')).status).toBe(415);
    expect(lines).toEqual([]);
  });
});
