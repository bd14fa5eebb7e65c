import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { SignInNotice } from '@/components/shell/sign-in-notice';
import type { SignInNotice as Notice } from '@/lib/contract/staff';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const aNotice = (more: Partial<Notice> = {}): Notice => ({
  id: 'a-session',
  at: '2026-11-30T01:02:03.000Z',
  device: 'Firefox on Linux',
  place: '203.0.113.7',
  isOver: false,
  ...more,
});

function show(items: Notice[]) {
  const calls: string[] = [];
  let left = items;
  vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
    if (method === 'GET') return Response.json({ items: left });
    calls.push(`${method} ${path}`);
    left = left.slice(1);
    return new Response(null, { status: 204 });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInNotice />
    </QueryClientProvider>,
  );
  return calls;
}

it('says with which browser, when and from where someone signed in', async () => {
  show([aNotice()]);
  const bar = await screen.findByRole('complementary', { name: 'New sign-in' });
  expect(bar.textContent).toMatch(
    /^New sign-in\. Firefox on Linux, 30 Nov 2026, \d\d:02, from 203\.0\.113\.7\. End that sessionIt was me$/,
  );
});

it('ends that session, and is gone', async () => {
  const calls = show([aNotice()]);
  await userEvent.click(await screen.findByRole('button', { name: 'End that session' }));
  await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
  expect(calls).toEqual(['DELETE /api/sessions/a-session']);
});

it('is dismissed by the person, and then shows the next one', async () => {
  const calls = show([aNotice(), aNotice({ id: 'other', device: 'Safari on iOS' })]);
  await userEvent.click(await screen.findByRole('button', { name: 'It was me' }));
  expect(await screen.findByText(/Safari on iOS/)).toBeTruthy();
  expect(calls).toEqual(['DELETE /api/sign-in-notices/a-session']);
});

it('of a session that has ended can only be dismissed', async () => {
  show([aNotice({ isOver: true })]);
  expect(await screen.findByText(/That session has ended\./)).toBeTruthy();
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Dismiss']);
});
