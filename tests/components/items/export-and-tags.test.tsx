import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { ExportButton } from '@/components/items/export-button';
import { TagFilter } from '@/components/items/tag-filter';
import { heldAnswer, refused, show, standIn, toasts } from '../support';

let saved: string[];
beforeEach(() => {
  saved = [];
  // jsdom can't download.
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push(this.getAttribute('href') ?? '');
  });
});

const ADMISSION = 'GET /api/admission';
const matching = {
  rows: 'matching',
  pathOf: (format: string) => `/api/users/export?format=${format}`,
} as const;

type Source = Parameters<typeof ExportButton>[0]['source'];

async function openExport(source: Source, count: number | undefined) {
  const { user } = show(<ExportButton {...{ noun: 'user', source, count }} />);
  const button = screen.getByRole('button', { name: /^Export/ });
  await user.click(button);
  return { user, button, menu: within(await screen.findByRole('menu')) };
}

it.each([
  [1, 'Matching: 1 user'],
  [1_240, 'Matching: 1,240 users'],
  [undefined, 'Matching: all matching users'],
])('says how many are exported: %s', async (count, words) => {
  standIn({});
  const { menu } = await openExport(matching, count);
  expect(menu.getByText(words)).toBeTruthy();
});

it('asks whether the person may export, then downloads without leaving the page', async () => {
  const { read } = standIn({ [ADMISSION]: () => new Response(null, { status: 204 }) });
  const { user, menu } = await openExport(matching, 1_240);
  await user.click(menu.getByRole('menuitem', { name: 'Excel (XLSX)' }));
  await waitFor(() => expect(toasts()).toEqual(['Exporting 1,240 users as Excel (XLSX)']));
  expect(read).toEqual(['/api/admission?to=exports']);
  expect(saved).toEqual(['/api/users/export?format=xlsx']);
});

it('saves no error as a file: it says why instead', async () => {
  standIn({ [ADMISSION]: () => refused(429, 'limit_reached', 'You exported 10 lists this hour.') });
  const { user, button, menu } = await openExport(matching, 3);
  await user.click(menu.getByRole('menuitem', { name: 'CSV' }));
  await waitFor(() =>
    expect(toasts()).toEqual(['Export failed: You exported 10 lists this hour.']),
  );
  expect(saved).toEqual([]);
  expect((button as HTMLButtonElement).disabled).toBe(false);
});

it('starts no second export during the first', async () => {
  const held = heldAnswer();
  standIn({ [ADMISSION]: held.answer });
  const { user, button, menu } = await openExport(matching, 3);
  await user.click(menu.getByRole('menuitem', { name: 'CSV' }));
  await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(true));
  held.release(new Response(null, { status: 200 }));
  await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(false));
});

it('fetches the selected rows, and says why if that fails', async () => {
  const fetch = vi.fn(() => Promise.reject(Object.assign(new Error('x'), { detail: 'No.' })));
  const { user, button, menu } = await openExport({ rows: 'selected', fetch }, 2);
  expect(button.getAttribute('aria-label')).toBe('Export selected');
  expect(menu.getByText('Selected: 2 users')).toBeTruthy();
  await user.click(menu.getByRole('menuitem', { name: 'CSV' }));
  await waitFor(() => expect(toasts()).toEqual(['Export failed: No.']));
  expect(fetch).toHaveBeenCalledExactlyOnceWith('csv');
});

const TAGS = 'GET /api/users/annotations';

function showFilter(chosen: string[] | null, isAlwaysShown = false, tags = ['vip', 'lab']) {
  const onChange = vi.fn();
  const server = standIn({
    [TAGS]: () => Response.json({ items: tags.map((tag, at) => ({ tag, users: 9 - at })) }),
  });
  const filter = { kind: 'users', account: null, chosen, onChange, isAlwaysShown } as const;
  return { ...server, ...show(<TagFilter {...filter} />), onChange };
}

async function openFilter(user: ReturnType<typeof showFilter>['user']) {
  const [button] = screen.getAllByRole('button');
  if (button) await user.click(button);
  return within(await screen.findByRole('menu')).getAllByRole('menuitemcheckbox');
}

it('shows no filter by tag, and asks for none, while nothing is filtered by one', () => {
  const { read, container } = showFilter(null);
  expect(container.textContent).toBe('');
  expect(read).toEqual([]);
});

it('offers it always where that is wanted, unless there are no tags', async () => {
  const { unmount } = showFilter(null, true);
  expect(await screen.findByText('Tag')).toBeTruthy();
  unmount();
  const { read, container } = showFilter(null, true, []);
  await waitFor(() => expect(read).toHaveLength(1));
  expect(container.textContent).toBe('');
});

it('adds another tag to those that are filtered by, the same in upper case only once', async () => {
  const { user, onChange } = showFilter(['VIP']);
  expect(await screen.findByText('vip')).toBeTruthy();
  const entries = await openFilter(user);
  expect(entries.map((one) => [one.textContent, one.getAttribute('aria-checked')])).toEqual([
    ['vip', 'true'],
    ['lab', 'false'],
  ]);
  const [, lab] = entries;
  if (lab) await user.click(lab);
  expect(onChange).toHaveBeenCalledExactlyOnceWith(['vip', 'lab']);
});

it('can still remove a tag that no one has any more', async () => {
  const { user, onChange } = showFilter(['gone']);
  expect(await screen.findByText('gone')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Remove tag filter' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith(null);
});
