import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ApprovalNews } from '@/components/sign-in-as/approval-news';
import { Toaster } from '@/components/ui/toaster';
import type { ApprovalNews as News, ApprovalsNews } from '@/lib/contract/approvals';
import { renderAt, stubApi } from '@/tests/components/users/support';

const aNews = (id: string, more: Partial<News> = {}): News => ({
  ...{ id, state: 'denied', accountId: 'rpc_a', username: `${id}@kestrel.example`, hours: null },
  ...{ expiresAt: '2099-05-03T14:30:00.000Z', by: 'Bo Ross', note: null },
  ...more,
});

function show(more: Partial<ApprovalsNews>) {
  document.title = 'Users';
  const calls = stubApi(({ method }) =>
    method === 'POST'
      ? new Response(null, { status: 204 })
      : { waiting: 0, toDecide: 0, own: 0, news: [], changes: [], ...more },
  );
  const { unmount } = renderAt(
    '',
    <>
      <ApprovalNews />
      <Toaster />
    </>,
  );
  return { unmount, seen: () => calls.filter(({ method }) => method === 'POST') };
}

describe('what became of a request', () => {
  it.each([
    [{ state: 'denied' as const, note: 'Call first.' }, 'Declined: ann@kestrel.example'],
    [{ state: 'expired' as const, by: null }, 'Expired: ann@kestrel.example'],
    [{ state: 'ended' as const }, 'Access ended: ann@kestrel.example'],
    [{ state: 'approved' as const }, 'Approved: ann@kestrel.example'],
  ])('%j is told wherever the person is', async (more, title) => {
    show({ news: [aNews('ann', more)] });
    expect((await screen.findAllByText(title)).length).toBeGreaterThan(0);
  });

  it('says who declined it and why, and that it can be requested again', async () => {
    show({ news: [aNews('ann', { note: 'Call first.' })] });
    expect(
      await screen.findByText('By Bo Ross. You can request approval again. “Call first.”'),
    ).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Sign in now/ })).toBeNull();
  });

  it('offers to sign in at once where it was approved', async () => {
    show({ news: [aNews('ann', { state: 'approved', hours: 4 })] });
    expect(
      await screen.findByRole('button', { name: 'Sign in now as ann@kestrel.example' }),
    ).toBeTruthy();
    expect(
      screen.getByText(/^By Bo Ross, for any number of sign-ins until 3 May 2099, /),
    ).toBeTruthy();
  });

  it('tells of a change of settings, too', async () => {
    const change = {
      id: 'apr_9',
      state: 'done' as const,
      targetName: 'Night shift',
      by: 'Bo Ross',
    };
    show({ changes: [{ ...change, note: 'Fine.' }] });
    expect(
      await screen.findByText('Your change to settings, decided by Bo Ross. “Fine.”'),
    ).toBeTruthy();
  });
});

describe('news that were dismissed', () => {
  it('are seen on every device', async () => {
    const { seen } = show({ news: [aNews('ann')] });
    await screen.findByText('Declined: ann@kestrel.example');
    act(() => screen.getByRole('button', { name: 'Dismiss' }).click());
    await waitFor(() => expect(seen()).toHaveLength(1));
    expect(seen()[0]).toMatchObject({
      ...{ path: '/api/approvals/news', body: { seen: [{ id: 'ann', state: 'denied' }] } },
    });
    expect(screen.queryByText('Declined: ann@kestrel.example')).toBeNull();
  });

  it('go with the page that showed them', async () => {
    const { unmount } = show({ news: [aNews('ann')] });
    await screen.findByText('Declined: ann@kestrel.example');
    unmount();
    renderAt('', <Toaster />);
    expect(screen.queryByText('Declined: ann@kestrel.example')).toBeNull();
  });
});

describe('many news', () => {
  it('are three toasts at most, and counted in the page’s title', async () => {
    show({ news: ['ann', 'ben', 'cia', 'dan'].map((id) => aNews(id)) });
    await screen.findByText('Declined: ann@kestrel.example');
    expect(screen.getAllByRole('button', { name: 'Dismiss' })).toHaveLength(3);
    expect(screen.queryByText('Declined: dan@kestrel.example')).toBeNull();
    expect(document.title).toBe('4 requests decided · Users');
  });

  it('mark the title of the page that is opened next', async () => {
    show({ news: [aNews('ann')] });
    await waitFor(() => expect(document.title).toBe('Declined · Users'));
    document.title = 'Devices';
    await vi.waitFor(() => expect(document.title).toBe('Declined · Devices'));
  });

  it('leave the title as it is while there are none', async () => {
    const { seen } = show({});
    await waitFor(() => expect(document.title).toBe('Users'));
    expect(seen()).toEqual([]);
  });
});
