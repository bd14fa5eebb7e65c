import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SessionsPanel } from '@/components/team/sessions-panel';
import { Toaster } from '@/components/ui/toaster';
import type { SessionFacts } from '@/lib/contract/staff';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const aSession = (id: string, more: Partial<SessionFacts> = {}): SessionFacts => ({
  id,
  createdAt: '2026-11-22T09:00:00.000Z',
  lastSeenAt: '2026-11-22T10:00:00.000Z',
  ip: '203.0.113.7',
  userAgent: null,
  isCurrent: false,
  ...more,
});

function show(
  items: SessionFacts[],
  onDelete: () => Response = () => new Response(null, { status: 204 }),
) {
  const calls: string[] = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
    if (method === 'GET') return Response.json({ items });
    calls.push(`${method} ${path}`);
    return onDelete();
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <SessionsPanel />
      <Toaster />
    </QueryClientProvider>,
  );
  return calls;
}

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the browser of a session', () => {
  it.each([
    [`${windows} ${webkit} Chrome/141.0.0.0 Safari/537.36`, 'Chrome on Windows'],
    [`${windows} ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 'Edge on Windows'],
    [`${windows} ${webkit} Chrome/141.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera on Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`,
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/141.0 Mobile Safari/604.1',
      'Chrome on iOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-S911B) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/141.0.0.0 Safari/537.36',
      'Chrome on ChromeOS',
    ],
    ['curl/8.14.1', 'curl/8.14.1'],
    [`script ${'x'.repeat(100)}`, `script ${'x'.repeat(33)}`],
    ['', 'Unknown browser'],
    [null, 'Unknown browser'],
  ])('%s', async (userAgent, words) => {
    show([aSession('ses_one', { userAgent })]);
    expect(await screen.findByRole('button', { name: `Sign out ${words}` })).toBeTruthy();
  });
});

describe('the sessions of a person', () => {
  it('can’t end the one in use here, and have nothing to end where it is the only one', async () => {
    show([aSession('ses_own', { isCurrent: true, ip: null })]);
    expect(await screen.findByText('This browser')).toBeTruthy();
    expect(screen.getByText(/^Unknown address · last active/)).toBeTruthy();
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('can be ended one by one', async () => {
    const calls = show([aSession('ses_own', { isCurrent: true }), aSession('ses/other')]);
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out Unknown browser' }));
    await waitFor(() => expect(calls).toEqual(['DELETE /api/sessions/ses%2Fother']));
    expect(await screen.findByText('Session ended')).toBeTruthy();
  });

  it('can be ended all at once, but this one', async () => {
    const calls = show([
      aSession('ses_own', { isCurrent: true }),
      aSession('ses_a'),
      aSession('ses_b'),
    ]);
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere else' }));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(await screen.findByText('Signed out everywhere else')).toBeTruthy();
  });

  it('show why one couldn’t be ended', async () => {
    const problem = {
      type: 'x',
      title: 'x',
      status: 503,
      code: 'unavailable',
      detail: 'The database can’t be reached.',
    };
    show([aSession('ses_a')], () => Response.json(problem, { status: 503 }));
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out Unknown browser' }));
    expect(await screen.findByText('Couldn’t end the session')).toBeTruthy();
    expect(screen.getByText('The database can’t be reached.')).toBeTruthy();
  });
});
