import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { CommandPalette } from '@/components/shell/command-palette';
import { RecentEntries } from '@/components/shell/palette-recent';
import { TypedAhead } from '@/components/shell/typed-ahead';
import type { Found } from '@/lib/contract/search';
import { push } from '@/tests/support/navigation';
import { heldAnswer, refused, show, standIn } from '../support';

const none: Found = {
  ...{ users: [], invited: [], customers: [], devices: [], batches: [], members: [] },
  failed: [],
};
const ann = { accountId: 'rpc_1', username: 'ann@x.example', key: 'usr_ann' };
const everything = ['users.read', 'users.write', 'users.auto_login', 'devices.read', 'staff.read'];

let recent: RecentEntries;
beforeEach(() => {
  recent = new RecentEntries('stf_1');
  // jsdom lays nothing out.
  Element.prototype.scrollIntoView = vi.fn();
});

type Given = {
  permissions?: string[];
  found?: () => Response | Promise<Response>;
  typed?: { text: string; hasEnter: boolean };
};

function showPalette(given: Given = {}) {
  const { permissions = everything, found = () => Response.json(none) } = given;
  const onClose = vi.fn();
  const onShowKeys = vi.fn();
  const server = standIn({ 'GET /api/search': found });
  const typedAhead = Object.assign(new TypedAhead(), given.typed);
  const shown = show(
    <CommandPalette {...{ recent, typedAhead, permissions, onShowKeys, onClose }} />,
  );
  return { ...server, ...shown, onClose, onShowKeys };
}

const field = () => screen.getByRole<HTMLInputElement>('combobox');
const names = (heading: string) =>
  within(screen.getByRole('group', { name: heading }))
    .getAllByRole('option')
    .map((option) => option.querySelector('span')?.textContent);
const selected = () => document.querySelector('[role=option][aria-selected=true] span');

it('offers pages and actions before anything is typed, and searches for nothing', () => {
  const { read } = showPalette();
  expect(document.activeElement).toBe(field());
  expect(names('Pages')).toContain('Users');
  expect(names('Actions')).toContain('Add user');
  expect(screen.queryByRole('group', { name: 'Lists' })).toBeNull();
  expect(read).toEqual([]);
});

it('offers nothing that the person may not open', () => {
  showPalette({ permissions: ['devices.read'] });
  expect(names('Pages')).toContain('Devices');
  expect(names('Pages')).not.toContain('Users');
  expect(names('Pages')).not.toContain('Roles');
  expect(names('Actions')).not.toContain('Add user');
});

it('finds a filtered list by other words for it, and opens it', async () => {
  const { user, onClose } = showPalette();
  await user.paste('exceeded');
  expect(await screen.findByRole('option', { name: 'Users over their seat limit' })).toBeTruthy();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(push).toHaveBeenCalledWith('/users?seats=over&sort=unused'));
  expect(onClose).toHaveBeenCalledTimes(1);
});

it('finds users, people who were invited, customers, devices, batches and team members', async () => {
  const { user, read } = showPalette({
    found: () =>
      Response.json({
        ...{ users: [ann], invited: [{ accountId: 'rpc_1', email: 'new@xn--bcher-kva.example' }] },
        customers: [{ id: 'cus_1', name: 'Kestrel' }],
        devices: [{ accountId: 'rit_1', id: '80:01', name: 'nas', key: 'dev_1' }],
        batches: [{ id: 'bat_1', name: null, total: 1, createdAt: '2026-11-30T10:00:00.000Z' }],
        members: [{ id: 'stf_2', name: 'Bo Ross', email: 'bo@desk.example' }],
        failed: [],
      } satisfies Found),
  });
  await user.paste('zz');
  await screen.findByRole('option', { name: 'ann@x.example' });
  expect(read.at(-1)).toBe('/api/search?search=zz');
  expect(names('Users')).toEqual(['ann@x.example']);
  expect(names('Invited, no account yet')).toEqual(['new@bücher.example']);
  expect(names('Sign in as a user')).toEqual(['Sign in as ann@x.example']);
  expect(names('Customers')).toEqual(['Kestrel']);
  expect(names('Devices')).toEqual(['nas']);
  expect(names('Invitations')).toEqual(['1 invitation']);
  expect(names('Team')).toEqual(['Bo Ross']);
  await user.click(screen.getByRole('option', { name: 'ann@x.example' }));
  expect(push).toHaveBeenCalledWith('/users/usr_ann');
});

it('offers no sign-in to someone who may not', async () => {
  const { user } = showPalette({
    permissions: ['users.read'],
    found: () => Response.json({ ...none, users: [ann] }),
  });
  await user.paste('ann');
  await screen.findByRole('option', { name: 'ann@x.example' });
  expect(screen.queryByRole('group', { name: 'Sign in as a user' })).toBeNull();
});

it('says that it searches, then that nothing was found', async () => {
  const held = heldAnswer();
  const { user } = showPalette({ found: held.answer });
  await user.paste('zzz');
  expect((await screen.findByRole('status')).textContent).toBe('Searching…');
  held.release(Response.json(none));
  expect(await screen.findByText('No results for “zzz”')).toBeTruthy();
});

it('waits with Enter for what is still searched for', async () => {
  const held = heldAnswer();
  const { user } = showPalette({ found: held.answer });
  await user.paste('ann@x');
  await user.keyboard('{Enter}');
  expect(push).not.toHaveBeenCalled();
  held.release(Response.json({ ...none, users: [ann] }));
  await waitFor(() => expect(push).toHaveBeenCalledExactlyOnceWith('/users/usr_ann'));
});

it('forgets that Enter if something else is typed', async () => {
  const held = heldAnswer();
  const { user } = showPalette({ found: held.answer });
  await user.paste('ann@x');
  await user.keyboard('{Enter}');
  await user.paste('.example');
  held.release(Response.json({ ...none, users: [ann] }));
  await screen.findByRole('option', { name: 'ann@x.example' });
  expect(push).not.toHaveBeenCalled();
});

it.each([
  [['users'], 'Couldn’t search users.'],
  [['users', 'devices'], 'Couldn’t search users or devices.'],
  [['users', 'devices', 'members'], 'Couldn’t search users, devices, or the team.'],
])('names what couldn’t be searched: %j', async (failed, words) => {
  const { user } = showPalette({ found: () => Response.json({ ...none, failed }) });
  await user.paste('zzz');
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.queryByText(/^No results/)).toBeNull();
});

it('still offers pages if the search failed', async () => {
  const { user } = showPalette({ found: () => refused(503, 'unavailable', 'Busy.') });
  await user.paste('users');
  expect(
    await screen.findByText('The search failed. Only pages and actions are shown.'),
  ).toBeTruthy();
  expect(names('Pages')).toContain('Users');
});

it('begins with what was opened last, and keeps no names of customers in the browser', async () => {
  const { user, unmount } = showPalette({
    found: () => Response.json({ ...none, users: [ann] }),
  });
  await user.paste('ann@x');
  await user.click(await screen.findByRole('option', { name: 'ann@x.example' }));
  unmount();
  const second = showPalette();
  await second.user.click(screen.getByRole('option', { name: /^Devices/ }));
  second.unmount();
  showPalette();
  expect(names('Recent')).toEqual(['Devices', 'ann@x.example']);
  expect(names('Pages')).not.toContain('Devices');
  expect(JSON.stringify({ ...localStorage })).not.toContain('ann');
});

it('takes what was typed while its code was loading, with the Enter', async () => {
  showPalette({ typed: { text: 'profile', hasEnter: true } });
  await waitFor(() => expect(push).toHaveBeenCalledWith('/profile'));
});

it('moves with the arrows, from the last to the first', async () => {
  const { user } = showPalette();
  const first = selected()?.textContent;
  await user.keyboard('{ArrowUp}');
  expect(selected()?.textContent).toBe('Sign out');
  await user.keyboard('{ArrowDown}');
  expect(selected()?.textContent).toBe(first);
});

it('closes with Escape, and shows the keys on request', async () => {
  const { user, onClose, onShowKeys } = showPalette();
  await user.click(screen.getByRole('option', { name: /^Keyboard shortcuts/ }));
  expect(onShowKeys).toHaveBeenCalledTimes(1);
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
});
