import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { DeadEnd } from '@/components/shell/dead-end';
import { KeysDialog } from '@/components/shell/keys-dialog';
import { PageError } from '@/components/shell/page-error';
import { PersonMenu } from '@/components/shell/person-menu';
import { PrintLine } from '@/components/shell/print-line';
import { SignOutButton } from '@/components/shell/sign-out-button';
import { heldAnswer, show, standIn, toasts } from '../support';

const person = {
  id: 'stf_1',
  name: 'Tess Maria Sand',
  email: 'tess@desk.example',
  role: 'Manager',
};
const csrf = () => Response.json({ csrfToken: 'tok' });

async function openMenu(onShowKeys = vi.fn()) {
  const { user } = show(<PersonMenu {...{ person, onShowKeys }} />);
  const button = screen.getByRole('button', { name: /Tess Maria Sand/ });
  await user.click(button);
  return { user, button, menu: within(await screen.findByRole('menu')) };
}

it('says who is signed in, with the address and the role, and leads to the profile', async () => {
  const { button, menu } = await openMenu();
  expect(button.textContent).toContain('TS');
  expect(screen.getByRole('menu').textContent).toContain('tess@desk.exampleManager');
  expect(menu.getByRole('menuitem', { name: 'Profile' }).getAttribute('href')).toBe('/profile');
});

it('shows the keys', async () => {
  const onShowKeys = vi.fn();
  const { user, menu } = await openMenu(onShowKeys);
  await user.click(menu.getByRole('menuitem', { name: /^Keyboard shortcuts/ }));
  expect(onShowKeys).toHaveBeenCalledTimes(1);
});

it('says that it couldn’t sign out, and lets the person try again', async () => {
  const { sent } = standIn({
    'GET /api/auth/csrf': csrf,
    'POST /api/auth/signout': () => new Response(null, { status: 503 }),
  });
  const { user } = show(<SignOutButton />);
  const button = screen.getByRole('button', { name: 'Sign out' });
  await user.click(button);
  await waitFor(() =>
    expect(toasts()).toEqual([
      'Couldn’t sign you out: The server can’t be reached. Check your connection and try again.',
    ]),
  );
  expect(button.getAttribute('aria-busy')).toBeNull();
  await user.click(button);
  await waitFor(() => expect(sent).toHaveLength(2));
});

it('signs out once, however often it is clicked', async () => {
  const held = heldAnswer();
  const { read, sent } = standIn({
    'GET /api/auth/csrf': csrf,
    'POST /api/auth/signout': held.answer,
  });
  const { user } = show(<SignOutButton />);
  const button = screen.getByRole('button', { name: 'Sign out' });
  await user.dblClick(button);
  await user.click(button);
  expect(button.getAttribute('aria-busy')).toBe('true');
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(read).toEqual(['/api/auth/csrf']);
  held.release(new Response(null, { status: 503 }));
  await waitFor(() => expect(button.getAttribute('aria-busy')).toBeNull());
});

const labelsIn = (group: string) =>
  [
    ...(screen.getByRole('heading', { name: group }).parentElement?.querySelectorAll('dt') ?? []),
  ].map(({ textContent }) => textContent);

it('lists only the keys that work for the person', () => {
  const { unmount } = show(<KeysDialog permissions={['devices.read']} onClose={vi.fn()} />);
  expect(labelsIn('Go to')).toContain('Devices');
  expect(labelsIn('Go to')).not.toContain('Users');
  expect(labelsIn('In a list')).not.toContain('Sign in as a user');
  expect(labelsIn('In a list')).not.toContain('Select a user');
  unmount();
  show(<KeysDialog permissions={['users.read', 'users.auto_login']} onClose={vi.fn()} />);
  expect(labelsIn('Go to')).toContain('Users');
  expect(labelsIn('In a list')).toContain('Sign in as a user');
});

it('shows keys that do the same beside each other', () => {
  show(<KeysDialog permissions={[]} onClose={vi.fn()} />);
  expect(screen.getByText('Next row').parentElement?.textContent).toBe('Next rowJor↓');
});

it('tells a database that is down from a page that failed, and tries again', async () => {
  const retry = vi.fn();
  const down = Object.assign(new Error('hidden'), { digest: 'database_down' });
  const failed = Object.assign(new Error('secret detail'), { digest: '1234567' });
  const { user, unmount } = show(<PageError error={failed} retry={retry} />);
  expect(screen.getByRole('heading', { name: 'Couldn’t load this page' })).toBeTruthy();
  expect(screen.getByText('1234567')).toBeTruthy();
  expect(document.body.textContent).not.toContain('secret detail');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledTimes(1);
  unmount();
  show(<PageError error={down} retry={retry} />);
  expect(screen.getByRole('heading', { name: 'The database can’t be reached' })).toBeTruthy();
  expect(screen.queryByText(/Request ID/)).toBeNull();
});

it('leads on from a page that isn’t there', () => {
  show(<DeadEnd title="Page not found">It may have moved.</DeadEnd>);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Page not found');
  expect(screen.getByRole('link', { name: 'Go to overview' }).getAttribute('href')).toBe('/');
});

it('puts on paper who printed the list and when, at the moment of printing', () => {
  show(<PrintLine person={person} />);
  expect(screen.getByText('Reseller Desk · Tess Maria Sand')).toBeTruthy();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 30, 14, 2) });
  act(() => void window.dispatchEvent(new Event('beforeprint')));
  expect(screen.getByText('Reseller Desk · Tess Maria Sand · 30 Nov 2026, 14:02')).toBeTruthy();
});
