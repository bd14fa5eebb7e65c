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
  device: 'Firefox on Linux',
  place: 'internet',
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

describe('the sessions of a person', () => {
  it('can’t end the one in use here, and have nothing to end where it is the only one', async () => {
    show([aSession('ses_own', { isCurrent: true, ip: null })]);
    expect(await screen.findByText('This session')).toBeTruthy();
    expect(screen.getByText(/^Unknown address · last used/)).toBeTruthy();
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('can be ended one by one', async () => {
    const calls = show([aSession('ses_own', { isCurrent: true }), aSession('ses/other')]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'End session: Firefox on Linux, 203.0.113.7' }),
    );
    await waitFor(() => expect(calls).toEqual(['DELETE /api/sessions/ses%2Fother']));
    expect(await screen.findByText('Session ended')).toBeTruthy();
  });

  it('can be ended all at once, but this one', async () => {
    const calls = show([
      aSession('ses_own', { isCurrent: true }),
      aSession('ses_a'),
      aSession('ses_b'),
    ]);
    await userEvent.click(await screen.findByRole('button', { name: 'End all others' }));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(await screen.findByText('Ended all other sessions')).toBeTruthy();
  });

  it.each([
    ['this_network', '203.0.113.7 (this network)'],
    ['private_network', '203.0.113.7 (private network)'],
    ['internet', '203.0.113.7'],
  ] as const)('say of a place (%s) only what is known', async (place, words) => {
    show([aSession('ses_a', { place })]);
    const line = await screen.findByText(/last used/);
    expect(line.textContent).toMatch(
      new RegExp(`^${words.replaceAll(/[().]/g, '\\$&')} · last used`),
    );
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
    await userEvent.click(
      await screen.findByRole('button', { name: 'End session: Firefox on Linux, 203.0.113.7' }),
    );
    expect(await screen.findByText('Couldn’t end the session')).toBeTruthy();
    expect(screen.getByText('The database can’t be reached.')).toBeTruthy();
  });
});
