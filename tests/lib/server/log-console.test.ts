import { DrizzleQueryError } from 'drizzle-orm/errors';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logConsole, logRequestError } from '@/lib/server/log-console';

const target = { ...console };
const before = globalThis.resellerDeskLog;
let lines: string[] = [];

beforeAll(() => {
  globalThis.resellerDeskLog = pino({ base: null }, { write: (line: string) => lines.push(line) });
  logConsole(target);
});
beforeEach(() => (lines = []));
afterAll(() => {
  globalThis.resellerDeskLog = before;
});

const failedQuery = () =>
  new DrizzleQueryError(
    'select * from staff_sessions where id = $1',
    ['ses_CYWgq7V9'],
    new Error(),
  );

describe('what Next writes to the console (S16, N44, N45)', () => {
  it('is one record per call, without statement parameters', () => {
    target.error(failedQuery());
    target.error('⨯', failedQuery());
    target.error('\u001b[31mFailed query: select\nparams: ses_CYWgq7V9,30,false\u001b[0m');
    target.warn('a\nb\nc');
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(JSON.parse(line)).toMatchObject({ source: 'next' });
      expect(line).not.toMatch(/ses_|params/);
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50, error: { name: 'Error' } });
  });

  it('contains no query string, which may have one-time tokens and email addresses', () => {
    target.error('Failed to handle request for /set-up?token=secret-of-a-link');
    expect(lines[0]).toContain('Failed to handle request for /set-up?…');
    expect(lines[0]).not.toContain('secret-of-a-link');
  });

  it('is left out if Next also reports the error with its route', () => {
    const error = Object.assign(failedQuery(), { digest: '123' });
    target.error(error);
    const request = {
      method: 'GET',
      headers: {
        'x-request-id': 'req-1',
        'x-server-request-id': 'own-1',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      },
    };
    logRequestError(error, request, '/set-up');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'request failed',
      requestId: 'req-1',
      serverRequestId: 'own-1',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
      method: 'GET',
      route: '/set-up',
    });
    expect(lines[0]).not.toContain('ses_');
  });
});
