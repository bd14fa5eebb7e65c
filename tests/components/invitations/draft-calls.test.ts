import { afterEach, expect, it, vi } from 'vitest';
import { saveOnLeaving } from '@/components/invitations/draft-calls';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['Latin letters below 64 KiB', 'a'.repeat(900), 60, true],
  ['letters of three bytes above 64 KiB', '語'.repeat(900), 30, false],
  ['Latin letters above 64 KiB', 'a'.repeat(900), 80, false],
])(
  'a page that is left takes its changes along as long as a browser does: %s',
  async (_, email, count, isKept) => {
    const calls: RequestInit[] = [];
    vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
      calls.push(init);
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    const rows = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [index, { email }]),
    );
    await saveOnLeaving({ rows }, null);
    expect(calls.map(({ keepalive }) => keepalive)).toEqual([isKept]);
  },
);
