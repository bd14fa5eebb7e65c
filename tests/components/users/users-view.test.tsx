import { firstDisplay } from '@/lib/shared/user-columns';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toaster } from '@/components/ui/toaster';
import { UsersView } from '@/components/users/users-view';
import { aPage, aProblem, aUser, everything, panelAnswer, renderAt, stubApi } from './support';

const ann = aUser('ann@kestrel.example');
const bob = aUser('bob@kestrel.example', { seats: 2, seatsUsed: 4, hasStoredPassword: true });
const cora = aUser('cora@kestrel.example', { isActive: null, seats: null, createdOn: null });

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/users');
  vi.unstubAllGlobals();
});

function show(searchParams = '', permissions = everything) {
  const urls: string[] = [];
  renderAt(
    searchParams,
    <UsersView personId="stf_1" permissions={permissions} remembered={firstDisplay} />,
    (url) => urls.push(url),
  );
  return urls;
}

const rowOf = async (name: string) => {
  const row = (await screen.findByLabelText(name)).closest('tr');
  if (!row) throw new Error(`${name} stands in no row`);
  return row;
};

describe('the list of users and its URL', () => {
  it('requests the rows that match the URL and shows its filters', async () => {
    const calls = stubApi(() => aPage([bob], { total: 1 }));
    show('?search=bob&seats=over,full&password=none&sort=-unused&pageSize=100');
    await rowOf('bob@kestrel.example');
    expect(calls[0]?.path).toBe(
      '/api/users?sort=-unused&search=bob&seats=over%2Cfull&password=none&page=1&pageSize=100',
    );
    expect(screen.getByRole('searchbox')).toHaveProperty('value', 'bob');
    expect(screen.getByText('Over limit or All in use')).toBeTruthy();
    expect(screen.getByText('Not stored')).toBeTruthy();
    const heading = screen.getByRole('columnheader', { name: 'Unused' });
    expect(heading.getAttribute('aria-sort')).toBe('descending');
    expect(screen.getByText('1 of 240 users')).toBeTruthy();
  });

  it('adds each filter, sort and page to the history, but not typing', async () => {
    stubApi(() => aPage([ann, bob], { total: 200 }));
    const steps: string[] = [];
    renderAt(
      '',
      <UsersView personId="stf_1" permissions={everything} remembered={firstDisplay} />,
      (url, history) => steps.push(`${history} ${url}`),
    );
    await rowOf('ann@kestrel.example');
    await userEvent.type(screen.getByRole('searchbox'), 'k');
    await waitFor(() => expect(steps).toEqual(['replace ?search=k']));
    await userEvent.click(
      within(screen.getByRole('columnheader', { name: 'Seats' })).getByRole('button'),
    );
    await waitFor(() => expect(steps.at(-1)).toBe('push ?search=k&sort=-seats'));
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    await waitFor(() => expect(steps.at(-1)).toBe('push ?search=k&sort=-seats&page=2'));
    await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(steps.at(-1)).toBe('push ?sort=-seats'));
  });

  it('ignores invalid URL parameters', async () => {
    const calls = stubApi(() => aPage([ann]));
    show('?status=asleep&sort=shoe&page=-4&pageSize=7');
    await rowOf('ann@kestrel.example');
    expect(calls[0]?.path).toBe('/api/users?sort=username&page=1&pageSize=50');
  });

  it('writes each change of search and sorting to the URL, and goes back to the first page', async () => {
    stubApi(() => aPage([ann, bob], { total: 200, page: 3 }));
    const urls = show('?page=3');
    await rowOf('ann@kestrel.example');
    await userEvent.type(screen.getByRole('searchbox'), 'kes');
    await waitFor(() => expect(urls.at(-1)).toBe('?search=kes'));
    const heading = screen.getByRole('columnheader', { name: 'Seats' });
    await userEvent.click(within(heading).getByRole('button'));
    await waitFor(() => expect(urls.at(-1)).toBe('?search=kes&sort=-seats'));
    await userEvent.click(within(heading).getByRole('button'));
    await waitFor(() => expect(urls.at(-1)).toBe('?search=kes&sort=seats'));
  });

  it('keeps the old rows while new ones load', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    stubApi(async ({ path }) => {
      if (!path.includes('search=')) return aPage([ann]);
      await held;
      return aPage([bob]);
    });
    show();
    await rowOf('ann@kestrel.example');
    await userEvent.type(screen.getByRole('searchbox'), 'b');
    expect(screen.getByLabelText('ann@kestrel.example')).toBeTruthy();
    release();
    await rowOf('bob@kestrel.example');
  });

  it('goes from a page past the end to the last one', async () => {
    stubApi(({ path }) => aPage(path.includes('page=9') ? [] : [ann], { total: 60 }));
    const urls = show('?page=9');
    await rowOf('ann@kestrel.example');
    expect(urls.at(-1)).toBe('?page=2');
  });
});

describe('opening a row', () => {
  const cells = async (name: string) => within(await rowOf(name)).getAllByRole('cell');

  const listed = () =>
    stubApi(({ path }) => panelAnswer(path, [ann, bob, cora]) ?? aPage([ann, bob]));

  it('opens the panel on a click anywhere in the row, and adds it to the history', async () => {
    listed();
    show();
    const created = (await cells('ann@kestrel.example'))[6];
    if (!created) throw new Error('The row has no cell for the day.');
    const before = history.length;
    await userEvent.click(created);
    await screen.findByRole('dialog', { name: 'ann@kestrel.example' });
    expect(location.pathname + location.search).toBe(`/users/${ann.key}?panel=1`);
    expect(history.length).toBe(before + 1);
  });

  it('goes on to the next user on ↓, which is no step of the history', async () => {
    listed();
    show();
    await userEvent.click(await screen.findByLabelText('ann@kestrel.example'));
    await screen.findByRole('dialog', { name: 'ann@kestrel.example' });
    const before = history.length;
    await userEvent.keyboard('{ArrowDown}');
    await screen.findByRole('dialog', { name: 'bob@kestrel.example' });
    expect(location.pathname).toBe(`/users/${bob.key}`);
    await userEvent.keyboard('{ArrowDown}');
    expect(location.pathname).toBe(`/users/${bob.key}`);
    await userEvent.keyboard('{ArrowUp}');
    await screen.findByRole('dialog', { name: 'ann@kestrel.example' });
    expect(history.length).toBe(before);
  });

  it('doesn’t open on a control of the row or while text is selected', async () => {
    stubApi(() => aPage([ann, bob]));
    const urls = show();
    const row = await rowOf('ann@kestrel.example');
    await userEvent.click(within(row).getByRole('checkbox'));
    await userEvent.click(within(row).getByRole('button', { name: 'Copy address' }));
    document.getSelection()?.selectAllChildren(row);
    const created = (await cells('ann@kestrel.example'))[6];
    created?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    document.getSelection()?.removeAllRanges();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(urls).toEqual([]);
  });

  it('opens the user in the URL, even if the list shows others', async () => {
    listed();
    history.replaceState(null, '', `/users/${cora.key}?panel=1`);
    show();
    await screen.findByRole('dialog', { name: 'cora@kestrel.example' });
  });

  it('shows that a linked user isn’t there', async () => {
    listed();
    history.replaceState(null, '', '/users/usr_gone?panel=1');
    show();
    expect(await screen.findByText('Couldn’t load the user')).toBeTruthy();
  });
});

describe('without rows', () => {
  it('shows that nothing matches, and clears the filters', async () => {
    stubApi(({ path }) => (path.includes('search=') ? aPage([], { total: 0 }) : aPage([ann])));
    const urls = show('?search=nobody&status=inactive');
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    await rowOf('ann@kestrel.example');
    expect(urls.at(-1)).toBe('');
  });

  it('offers to add or invite if the account has no users', async () => {
    const summary = { ...aPage([]).summary, users: 0 };
    stubApi(() => aPage([], { total: 0, summary }));
    show();
    const box = (await screen.findByText('No users yet')).parentElement;
    if (!box) throw new Error('It stands nowhere.');
    expect(within(box).getByRole('link', { name: 'Add user' }).getAttribute('href')).toBe(
      '/users/new',
    );
  });

  it('shows an error with its detail and request id, and retries', async () => {
    let isDown = true;
    stubApi(() =>
      isDown ? aProblem(502, 'upstream_unavailable', { requestId: 'req-7' }) : aPage([ann]),
    );
    show();
    expect(await screen.findByText('Couldn’t load users')).toBeTruthy();
    expect(screen.getByText('What happened.')).toBeTruthy();
    expect(screen.getByText('req-7')).toBeTruthy();
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await rowOf('ann@kestrel.example');
  });

  it('shows the age of an outdated list and refreshes it', async () => {
    const calls = stubApi(({ path }) => aPage([ann], { isStale: !path.includes('refresh=1') }));
    show();
    expect(await screen.findByText(/This is the last known list/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await waitFor(() => expect(screen.queryByText(/This is the last known list/)).toBeNull());
    expect(calls.some(({ path }) => path.includes('refresh=1'))).toBe(true);
  });

  it('shows a dash and its meaning for values that RemotePC returned unreadable', async () => {
    stubApi(() => aPage([cora]));
    show();
    const row = await rowOf('cora@kestrel.example');
    expect(within(row).getAllByText('unknown').length).toBeGreaterThanOrEqual(3);
  });
});

describe('selecting a range', () => {
  const box = (name: string) => screen.getByRole('checkbox', { name: `Select ${name}` });
  const checked = () =>
    screen
      .getAllByRole('checkbox', { checked: true })
      .map((element) => element.getAttribute('aria-label'));

  it('selects and clears all rows from the last one to the one clicked with Shift', async () => {
    stubApi(() => aPage([ann, bob, cora]));
    show();
    await rowOf('ann@kestrel.example');
    const user = userEvent.setup();
    await user.click(box('cora@kestrel.example'));
    await user.keyboard('{Shift>}');
    await user.click(box('bob@kestrel.example'));
    expect(checked()).toEqual(['Select bob@kestrel.example', 'Select cora@kestrel.example']);
    await user.click(box('ann@kestrel.example'));
    expect(checked()).toHaveLength(4);
    await user.click(box('cora@kestrel.example'));
    await user.keyboard('{/Shift}');
    expect(screen.queryAllByRole('checkbox', { checked: true })).toEqual([]);
  });

  it('goes to the search with / while a checkbox has the focus', async () => {
    stubApi(() => aPage([ann]));
    show();
    await rowOf('ann@kestrel.example');
    await userEvent.click(box('ann@kestrel.example'));
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  });
});

describe('selecting rows', () => {
  it('keeps selected rows across a search, and copies their addresses', async () => {
    stubApi(({ path }) => aPage(path.includes('search=') ? [bob] : [ann]));
    const user = userEvent.setup();
    show();
    await rowOf('ann@kestrel.example');
    await user.click(screen.getByRole('checkbox', { name: 'Select ann@kestrel.example' }));
    await user.type(screen.getByRole('searchbox'), 'bob');
    await rowOf('bob@kestrel.example');
    await user.click(screen.getByRole('checkbox', { name: 'Select bob@kestrel.example' }));
    expect(screen.getByText('2 users selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy addresses' }));
    expect(await navigator.clipboard.readText()).toBe('ann@kestrel.example\nbob@kestrel.example');
  });

  it('selects all matching users, and copies their addresses from the server', async () => {
    const calls = stubApi(({ path }) =>
      path.startsWith('/api/users/export')
        ? new Response([ann, bob, cora].map(({ username }) => `${username}\n`).join(''))
        : aPage([ann, bob], { total: 3 }),
    );
    const user = userEvent.setup();
    show('?search=kestrel');
    await rowOf('ann@kestrel.example');
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    await user.click(screen.getByRole('button', { name: 'Select all 3 matching users' }));
    expect(screen.getByText('3 users selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy addresses' }));
    await waitFor(async () =>
      expect(await navigator.clipboard.readText()).toBe(
        'ann@kestrel.example\nbob@kestrel.example\ncora@kestrel.example',
      ),
    );
    expect(calls.at(-1)?.path).toBe('/api/users/export?sort=username&search=kestrel&format=txt');
  });

  it('exports selected rows through the server, which records it', async () => {
    const saved: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download);
    });
    vi.stubGlobal(
      'URL',
      Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL() {} }),
    );
    const calls = stubApi(({ path }) =>
      path.startsWith('/api/users/export') ? new Response('Email') : aPage([ann, bob]),
    );
    const user = userEvent.setup();
    show('?sort=-seats');
    await rowOf('ann@kestrel.example');
    await user.click(screen.getByRole('checkbox', { name: 'Select ann@kestrel.example' }));
    await user.click(screen.getByRole('button', { name: 'Export selected' }));
    await user.click(await screen.findByRole('menuitemcheckbox', { name: 'Password' }));
    await user.click(screen.getByRole('menuitem', { name: 'CSV' }));
    await waitFor(() => expect(saved).toEqual(['users.csv']));
    expect(calls.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/users/export?sort=-seats&format=csv&columns=username%2Ccustomer%2Cseats%2CseatsUsed%2Cunused%2Cutilisation%2Cstatus%2CcreatedOn%2Ctags',
      body: { usernames: ['ann@kestrel.example'] },
    });
    vi.restoreAllMocks();
  });

  it('shows why nothing was exported', async () => {
    const detail = 'You’ve exported 100 times in the last hour. Try again in 7 minutes.';
    stubApi(({ path }) =>
      path === '/api/admission?to=exports'
        ? aProblem(429, 'rate_limited', { detail })
        : aPage([ann]),
    );
    const user = userEvent.setup();
    show();
    render(<Toaster />);
    await rowOf('ann@kestrel.example');
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'CSV' }));
    expect(await screen.findByText(detail)).toBeTruthy();
  });

  it('clears "all matching" when the filters change', async () => {
    stubApi(() => aPage([ann, bob], { total: 3 }));
    show();
    await rowOf('ann@kestrel.example');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    await userEvent.click(screen.getByRole('button', { name: 'Select all 3 matching users' }));
    await userEvent.type(screen.getByRole('searchbox'), 'a');
    await waitFor(() => expect(screen.queryByText(/users selected/)).toBeNull());
  });
});

describe('the keyboard in the list', () => {
  it('moves from the search into the rows, selects and opens', async () => {
    stubApi(({ path }) => panelAnswer(path, [ann, bob]) ?? aPage([ann, bob]));
    const user = userEvent.setup();
    show();
    await rowOf('ann@kestrel.example');
    await user.keyboard('/');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    await user.keyboard('{ArrowDown}{ArrowDown}x');
    expect(document.activeElement).toBe(screen.getByLabelText('bob@kestrel.example'));
    expect(screen.getByText('1 user selected')).toBeTruthy();
    await user.keyboard('{ArrowUp}{Enter}');
    const panel = await screen.findByRole('dialog', { name: 'ann@kestrel.example' });
    expect(await within(panel).findByRole('heading', { name: 'Seats over time' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByLabelText('ann@kestrel.example')),
    );
  });

  it('asks for the password on S if none is stored', async () => {
    stubApi(() => aPage([ann]));
    const user = userEvent.setup();
    show();
    (await rowOf('ann@kestrel.example')).querySelector<HTMLElement>('[data-open]')?.focus();
    await user.keyboard('s');
    const dialog = await screen.findByRole('dialog', { name: 'Sign in as this user' });
    expect(within(dialog).getByRole('checkbox', { name: /Store it/ })).toBeTruthy();
  });
});

it('hides signing in, adding and inviting from a viewer', async () => {
  stubApi(() => aPage([ann]));
  show('', ['users.read']);
  await rowOf('ann@kestrel.example');
  expect(screen.queryByRole('button', { name: /Sign in/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Add user' })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Invite people' })).toBeNull();
});
