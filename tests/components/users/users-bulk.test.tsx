import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsersView } from '@/components/users/users-view';
import type { ChangedTags } from '@/lib/contract/annotations';
import { firstDisplay } from '@/lib/shared/user-columns';
import { aPage, aUser, everything, renderAt, stubApi, type ApiCall } from './support';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/users');
  vi.unstubAllGlobals();
});

const ann = aUser('ann@kestrel.example');
const bob = aUser('bob@kestrel.example', { hasStoredPassword: true });

async function show(searchParams: string, answer: (call: ApiCall) => unknown) {
  const calls = stubApi((call) => answer(call) ?? aPage([ann, bob], { total: 40 }));
  const permissions = [...everything, 'users.annotate'];
  renderAt(
    searchParams,
    <UsersView personId="stf_1" permissions={permissions} remembered={firstDisplay} />,
  );
  await userEvent.click(
    await screen.findByRole('checkbox', { name: 'Select all rows on this page' }),
  );
  return calls;
}

const press = async (name: string, within_: HTMLElement = document.body) =>
  userEvent.click(await within(within_).findByRole('button', { name }));

function tagged(changed: ChangedTags) {
  return ({ path }: ApiCall) => {
    if (path.startsWith('/api/users/annotations')) return { items: [] };
    return path.startsWith('/api/users/tags') ? changed : undefined;
  };
}

describe('the actions on selected users', () => {
  it('change their tags in one call', async () => {
    const calls = await show(
      '',
      tagged({ changed: 2, unchanged: 0, skipped: [], skippedCount: 0 }),
    );
    await press('Tags…');
    const dialog = await screen.findByRole('dialog', { name: 'Tags of 2 users' });
    await userEvent.type(within(dialog).getByLabelText(/^Add/), 'VIP, Berlin,');
    await userEvent.type(within(dialog).getByLabelText(/^Remove/), 'Trial');
    await press('Change tags', dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.find(({ path }) => path.startsWith('/api/users/tags'))).toMatchObject({
      ...{ method: 'POST', path: '/api/users/tags' },
      body: {
        users: [
          { accountId: 'rpc_sandbox', username: 'ann@kestrel.example' },
          { accountId: 'rpc_sandbox', username: 'bob@kestrel.example' },
        ],
        ...{ add: ['VIP', 'Berlin'], remove: ['Trial'] },
      },
    });
  });

  it('change the tags of all that match, and say who was left out', async () => {
    const skipped = [
      {
        accountId: 'rpc_sandbox',
        username: 'cy@kestrel.example',
        reason: 'too_many_tags' as const,
      },
    ];
    const calls = await show(
      '?status=active',
      tagged({ changed: 38, unchanged: 1, skipped, skippedCount: 1 }),
    );
    await press('Select all 40 matching users');
    await press('Tags…');
    const dialog = await screen.findByRole('dialog', { name: 'Tags of 40 users' });
    await userEvent.type(within(dialog).getByLabelText(/^Add/), 'VIP');
    await press('Change tags', dialog);
    await within(dialog).findByText(
      'Tags of 38 users changed, 1 needed no change. 1 user left out',
    );
    expect(dialog.textContent).toContain('cy@kestrel.example: would have more than 20 tags');
    expect(calls.find(({ path }) => path.startsWith('/api/users/tags'))).toMatchObject({
      path: '/api/users/tags?sort=username&status=active',
      body: { all: true, add: ['VIP'], remove: [] },
    });
  });

  it('say how many passwords of all that match would be deleted, and delete only those', async () => {
    const calls = await show('?status=active', ({ method, path }) => {
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return path.includes('password=') ? aPage([bob], { total: 1 }) : undefined;
    });
    await press('Select all 40 matching users');
    await press('Delete passwords…');
    const dialog = await screen.findByRole('dialog', { name: 'Delete 1 stored password?' });
    await press('Delete passwords', dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'DELETE')).toMatchObject([
      { body: { usernames: ['bob@kestrel.example'] } },
    ]);
    expect(calls.map(({ path }) => path)).toContain(
      '/api/users?sort=username&status=active&password=stored%2Crefused&pageSize=1',
    );
  });

  it('lead to the page where their passwords are stored, in their account', async () => {
    await show('', () => undefined);
    await press('Store passwords…');
    await waitFor(() => expect(location.pathname).toBe('/users/passwords'));
    expect(location.search).toBe('?account=rpc_sandbox');
  });
});
