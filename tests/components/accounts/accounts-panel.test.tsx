import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { AccountsPanel } from '@/components/accounts/accounts-panel';
import { anAccount, answering, refused, show } from './support';

beforeAll(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const items = [
  anAccount({ isDefault: true }),
  anAccount({
    id: 'rpc_sandbox',
    name: 'RemotePC sandbox',
    isSandbox: true,
    source: 'sandbox',
    isDisabled: true,
  }),
];

it('lists every account, also a sandbox that is off', async () => {
  answering(() => Response.json({ items }));
  show(<AccountsPanel />);
  expect((await screen.findAllByRole('listitem')).map(({ textContent }) => textContent)).toEqual([
    'NorthRemotePC · api.remotepc.example · rpc_northEnabledTest',
    'RemotePC sandboxSandboxSample data. Resets when the server restarts.OffTest',
  ]);
});

it('gives the focus back to what opened a dialog', async () => {
  answering(() => Response.json({ items }));
  show(<AccountsPanel />);
  const menu = await screen.findByRole('button', { name: 'Actions for North' });
  const backTo = async (opener: HTMLElement) => {
    await screen.findByRole('dialog');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(opener));
    expect(screen.queryByRole('dialog')).toBeNull();
  };
  for (const name of ['Disable', 'Rename', 'Disable']) {
    await userEvent.click(menu);
    await userEvent.click(await screen.findByRole('menuitem', { name }));
    await backTo(menu);
  }
  const connect = screen.getByRole('button', { name: 'Connect account' });
  await userEvent.click(connect);
  await backTo(connect);
});

it('gives the focus to the panel if what opened the dialog is gone', async () => {
  answering(
    () => Response.json({ items }),
    () => new Response(null, { status: 204 }),
    () => Response.json({ items: items.slice(1) }),
  );
  show(<AccountsPanel />);
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for North' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Delete account' }));
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Connected accounts' })),
  );
});

it('shows why the accounts can’t be listed', async () => {
  answering(refused('internal', { detail: 'The database doesn’t answer.' }, 503));
  show(<AccountsPanel />);
  expect(await screen.findByText('Couldn’t load the accounts')).toBeTruthy();
  expect(screen.queryByRole('list', { name: 'Accounts' })).toBeNull();
});
