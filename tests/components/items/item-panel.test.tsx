import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { ItemPanel } from '@/components/items/item-panel';
import { useOpenedItem } from '@/components/items/use-opened-item';
import { ApiProblem } from '@/lib/client/fetch-api';
import { show } from '../support';

type Item = { key?: string; name: string };
type Query = Partial<Parameters<typeof ItemPanel>[0]['query']>;

const items: Item[] = [
  { key: 'usr_a', name: 'ann' },
  { key: 'usr_b', name: 'bob' },
  { key: 'usr_c', name: 'cyd' },
  { name: 'not listed yet' },
];

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: true })));

/** A list with the panel of the opened row beside it. */
function List({ query }: { query: Query }) {
  const opened = useOpenedItem('/users', items);
  return (
    <>
      {items.map((item) => (
        <button
          key={item.name}
          type="button"
          data-open={item.key}
          onClick={() => opened.open(item)}
        >
          Open {item.name}
        </button>
      ))}
      {opened.key !== null && (
        <ItemPanel
          {...{ list: '/users', itemKey: opened.key, noun: 'user' }}
          {...{ title: opened.row?.name ?? 'Another user', facts: '2 seats', copy: undefined }}
          {...{ before: opened.before, after: opened.after }}
          onStep={opened.open}
          onClose={opened.close}
          query={{
            ...{ data: {}, error: null, isFetching: false, refetch: () => undefined },
            ...query,
          }}
        >
          Details of {opened.row?.name}
          <input aria-label="A field" />
        </ItemPanel>
      )}
    </>
  );
}

function showList(path = '/users?seats=over', query: Query = {}) {
  history.replaceState(null, '', path);
  return show(<List query={query} />);
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const url = () => location.pathname + location.search;
const panel = (name: string) => screen.getByRole('dialog', { name });

it('opens over the list, whose filters stay in the path', () => {
  showList();
  press('Open bob');
  expect(panel('bob').textContent).toContain('Details of bob');
  expect(url()).toBe('/users/usr_b?seats=over&panel=1');
  expect(screen.getByRole('link', { name: 'Open as page' }).getAttribute('href')).toBe(
    '/users/usr_b',
  );
});

it('goes on with the arrows of the header and the keyboard, not beyond the rows', () => {
  showList();
  press('Open ann');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Previous user' }).disabled).toBe(
    true,
  );
  press('Next user');
  fireEvent.keyDown(panel('bob'), { key: 'ArrowDown' });
  expect(url()).toBe('/users/usr_c?seats=over&panel=1');
  fireEvent.keyDown(panel('cyd'), { key: 'ArrowUp' });
  fireEvent.keyDown(panel('bob'), { key: 'ArrowUp' });
  fireEvent.keyDown(panel('ann'), { key: 'ArrowUp' });
  expect(panel('ann')).toBeTruthy();
});

it('leaves the arrows to a field in which someone types', () => {
  showList();
  press('Open ann');
  fireEvent.keyDown(screen.getByLabelText('A field'), { key: 'ArrowDown' });
  expect(panel('ann')).toBeTruthy();
});

it('goes back to the list as it was when it is closed, however many were looked at', async () => {
  showList();
  const entries = history.length;
  press('Open ann');
  press('Next user');
  expect(history.length).toBe(entries + 1);
  press('Close');
  await waitFor(() => expect(url()).toBe('/users?seats=over'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('gives the focus to the row of the user who was looked at last', async () => {
  showList();
  press('Open ann');
  press('Next user');
  press('Close');
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open bob' })),
  );
});

it('closes a panel that a link opened without leaving the desk', () => {
  showList('/users/usr_b?seats=over&panel=1');
  expect(panel('bob')).toBeTruthy();
  press('Close');
  expect(url()).toBe('/users?seats=over');
});

it('opens no row that has no page yet, and no path that isn’t of a user', () => {
  showList();
  press('Open not listed yet');
  expect(url()).toBe('/users?seats=over');
  expect(screen.queryByRole('dialog')).toBeNull();
  showList('/users/new');
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('says why a user couldn’t be loaded, and tries again', () => {
  const refetch = vi.fn();
  showList('/users/usr_b', {
    ...{ data: undefined, refetch },
    error: new ApiProblem({ status: 404, code: 'not_found', detail: 'They aren’t listed.' }),
  });
  expect(screen.getByRole('alert').textContent).toContain(
    'Couldn’t load the userThey aren’t listed.',
  );
  press('Try again');
  expect(refetch).toHaveBeenCalledTimes(1);
});

it('shows what the hidden row would only where it covers the list', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const { unmount } = showList('/users/usr_b');
  expect(panel('bob').textContent).toContain('2 seats');
  unmount();
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  showList('/users/usr_b');
  expect(panel('bob').textContent).not.toContain('2 seats');
});
