import { screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { copyText } from '@/components/items/copy-text';
import { Entries, Entry } from '@/components/items/entries';
import { ItemPage } from '@/components/items/item-page';
import { RowTags } from '@/components/items/row-tags';
import { ApiProblem } from '@/lib/client/fetch-api';
import { atMoment, show, toasts } from '../support';

type Row = Parameters<typeof Entry>[0] & { id: string };

const query = { error: null, isFetching: false, refetch: () => undefined };
const row: Row = {
  ...{ id: '1', first: 'Tess signed in', details: ['HD-1', null, '', 'Printer'] },
  ...{ at: '2026-11-30T11:00:00.000Z', outcome: 'success' },
};

beforeEach(() => atMoment('2026-11-30T12:00:00.000Z'));

function showEntries(more: Partial<Parameters<typeof Entries<Row>>[0]>) {
  return show(
    <Entries<Row>
      {...{ title: 'Sign-ins', empty: 'No one has signed in yet.', query, rows: [] }}
      {...more}
    >
      {({ id, ...entry }) => <Entry key={id} {...entry} />}
    </Entries>,
  );
}

it('lists what happened with what is known of it, and no outcome if all went well', () => {
  showEntries({ rows: [row] });
  const list = within(screen.getByRole('region', { name: 'Sign-ins' })).getByRole('list');
  expect(list.textContent).toBe('Tess signed inHD-1 · Printer1 h ago');
});

it.each([
  ['failure', 'Failed'],
  ['denied', 'Denied'],
  ['unknown', 'Unknown'],
] as const)('says of an entry with the outcome %s: %s', (outcome, words) => {
  showEntries({ rows: [{ ...row, outcome, details: [] }] });
  expect(screen.getByRole('listitem').textContent).toBe(`Tess signed in1 h ago${words}`);
});

it('says that there is nothing yet', () => {
  showEntries({ rows: [] });
  expect(screen.getByText('No one has signed in yet.')).toBeTruthy();
  expect(screen.queryByRole('list')).toBeNull();
});

it('is busy while it loads, and doesn’t say yet that there is nothing', () => {
  showEntries({ rows: undefined });
  expect(screen.getByRole('region').getAttribute('aria-busy')).toBe('true');
  expect(screen.queryByText('No one has signed in yet.')).toBeNull();
});

it('says why it couldn’t be loaded, and tries again', async () => {
  const refetch = vi.fn();
  const error = { detail: 'The server can’t be reached.' };
  const { user } = showEntries({ rows: undefined, query: { ...query, error, refetch } });
  expect(screen.getByRole('region').getAttribute('aria-busy')).toBe('false');
  expect(screen.getByText('The server can’t be reached.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledTimes(1);
});

it('shows two tags of a row, how many more there are, and all on hover', () => {
  show(<RowTags tags={['vip', 'lab', 'old', 'new']} hasNote className="" />);
  const tags = screen.getByTitle('vip, lab, old, new');
  expect(tags.textContent).toBe('viplab+2has a note');
});

it('shows no tags and no note where there are none', () => {
  const { container } = show(<RowTags tags={undefined} hasNote={undefined} className="" />);
  expect(container.textContent).toBe('');
});

function showPage(itemQuery: Partial<Parameters<typeof ItemPage>[0]['query']>) {
  return show(
    <ItemPage
      {...{ list: '/users', listName: 'Users', noun: 'user', title: 'ann@x.example' }}
      {...{ facts: '2 of 5 seats in use', copy: { text: 'ann@x.example', what: 'email' } }}
      query={{ data: undefined, ...query, error: null, ...itemQuery }}
    >
      The details
    </ItemPage>,
  );
}

it('leads back to the list, and shows the details once they are there', () => {
  const { unmount } = showPage({});
  expect(screen.getByRole('link', { name: 'Users' }).getAttribute('href')).toBe('/users');
  expect(screen.queryByText('The details')).toBeNull();
  unmount();
  showPage({ data: {} });
  expect(screen.getByText('The details')).toBeTruthy();
});

it('says why the details couldn’t be loaded, but keeps those that it has', async () => {
  const error = new ApiProblem({
    ...{ status: 404, code: 'not_found', detail: 'This user isn’t listed any more.' },
    requestId: 'req-7',
  });
  const refetch = vi.fn();
  const { user, unmount } = showPage({ error, refetch });
  expect(screen.getByRole('alert').textContent).toContain(
    'Couldn’t load the userThis user isn’t listed any more.',
  );
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledTimes(1);
  unmount();
  showPage({ data: {}, error });
  expect(screen.getByText('The details')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('confirms a copy, or says how to get the text without the clipboard', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  await copyText('a@x.example\nb@x.example', '2 addresses copied');
  expect(writeText).toHaveBeenCalledExactlyOnceWith('a@x.example\nb@x.example');
  writeText.mockRejectedValueOnce(new DOMException('denied', 'NotAllowedError'));
  await copyText('a@x.example', '1 address copied');
  expect(toasts()).toEqual([
    '2 addresses copied',
    'Couldn’t copy: The browser blocked clipboard access. Export the list or copy the text manually.',
  ]);
});
