import { firstDisplay } from '@/lib/shared/user-columns';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsersView } from '@/components/users/users-view';
import { aPage, aUser, everything, renderAt, stubApi } from './support';

const ann = aUser('ann@kestrel.example');
const bob = aUser('bob@kestrel.example', { seats: 2, seatsUsed: 4, hasStoredPassword: true });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(searchParams: string): string[] {
  const urls: string[] = [];
  renderAt(
    searchParams,
    <UsersView personId="stf_1" permissions={everything} remembered={firstDisplay} />,
    (url) => urls.push(url),
  );
  return urls;
}

describe('the filters of the users', () => {
  it('are added from one menu, several values of one kind, and sums up what matches', async () => {
    const filtered = { users: 24, active: 24, inactive: 0, seats: 790, seatsUsed: 612 };
    const calls = stubApi(({ path }) =>
      path.includes('seats=')
        ? aPage([ann, bob], { total: 24, filtered: { ...filtered, overAllotted: 3 } })
        : aPage([ann, bob]),
    );
    const urls = show('');
    await screen.findByLabelText('ann@kestrel.example');
    expect(screen.getByText(/^1,204 of 1,900 seats in use/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Over limit' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?seats=over'));
    expect(await screen.findByText(/^612 of 790 seats in use/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Seats: Over limit' }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'All in use' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?seats=over,full'));
    expect(calls.at(-1)?.path).toContain('seats=over%2Cfull');
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByRole('button', { name: 'Remove seats filter' }));
    await waitFor(() => expect(urls.at(-1)).toBe(''));
  });

  it('filters by a tag of the menu, which is in the row, too', async () => {
    const calls = stubApi(({ path }) =>
      path.startsWith('/api/users/annotations')
        ? {
            items: [
              { tag: 'VIP', users: 12 },
              { tag: 'Berlin', users: 3 },
            ],
          }
        : aPage([{ ...ann, tags: ['Gone', 'VIP', 'Third'], hasNote: true }, bob]),
    );
    const urls = show('');
    const row = (await screen.findByLabelText('ann@kestrel.example')).closest('tr');
    expect(row?.textContent).toContain('GoneVIP+1has a note');
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^VIP/ }));
    await waitFor(() => expect(urls.at(-1)).toBe('?tag=VIP'));
    await waitFor(() => expect(calls.at(-1)?.path).toContain('tag=VIP'));
    await userEvent.click(screen.getByRole('button', { name: 'Tag: VIP' }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Berlin' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?tag=VIP,Berlin'));
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByRole('button', { name: 'Remove tag filter' }));
    await waitFor(() => expect(urls.at(-1)).toBe(''));
  });

  it('can remove the filter by a tag that no one has any more', async () => {
    stubApi(({ path }) =>
      path.startsWith('/api/users/annotations') ? { items: [] } : aPage([ann, bob]),
    );
    const urls = show('?tag=Gone');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove tag filter' }));
    await waitFor(() => expect(urls.at(-1)).toBe(''));
  });

  it('shows since when users were created, and from one day to another', async () => {
    stubApi(() => aPage([ann, bob]));
    const urls = show('?createdFrom=2025-11-01&createdTo=2025-11-15');
    await screen.findByLabelText('ann@kestrel.example');
    expect(screen.getByText('1 Nov 2025 – 15 Nov 2025')).toBeTruthy();
    await userEvent.clear(screen.getByLabelText('To'));
    await waitFor(() => expect(urls.at(-1)).toBe('?createdFrom=2025-11-01'));
    expect(await screen.findByText('since 1 Nov 2025')).toBeTruthy();
  });
});
