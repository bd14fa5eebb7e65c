import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountAction } from '@/components/accounts/account-dialogs';
import { AccountRow } from '@/components/accounts/account-row';
import type { AccountItem } from '@/lib/contract/accounts';
import { anAccount, answering, checksOf, refused, show } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function showRow(account: AccountItem, isOnlyOne = false) {
  const asked: AccountAction[] = [];
  show(
    <ul>
      <AccountRow account={account} isOnlyOne={isOnlyOne} onAsk={(action) => asked.push(action)} />
    </ul>,
  );
  return asked;
}

async function openMenu(): Promise<string[]> {
  await userEvent.click(screen.getByRole('button', { name: /^Actions for / }));
  const menu = await screen.findByRole('menu');
  return within(menu)
    .getAllByRole('menuitem')
    .map((item) => `${item.textContent}${item.hasAttribute('data-disabled') ? ' (off)' : ''}`);
}

const rowText = () => screen.getByRole('listitem').textContent;

describe('the row of an account', () => {
  it('shows what it is and whether it is used', () => {
    showRow(anAccount({ isDefault: true }));
    expect(rowText()).toBe('NorthDefaultRemotePC · api.remotepc.example · rpc_northEnabledTest');
  });

  it('shows with what kind of secret remote.it is reached', () => {
    showRow(anAccount({ upstream: 'remoteit', api: 'graphql' }));
    expect(rowText()).toContain('remote.it, access key · ');
    cleanup();
    showRow(anAccount({ upstream: 'remoteit', api: 'v27' }));
    expect(rowText()).toContain('remote.it, developer key · ');
  });

  it('names no default if there is nothing else to use', () => {
    showRow(anAccount({ isDefault: true }), true);
    expect(screen.queryByText('Default')).toBeNull();
  });

  it('explains what being disabled means', () => {
    showRow(anAccount({ isDisabled: true }));
    expect(rowText()).toContain('Disabled');
    expect(rowText()).toContain('Its users and devices aren’t listed, and its batches wait.');
  });

  it('shows until when the previous key is kept', () => {
    showRow(anAccount({ previousUntil: '2026-11-30T14:02:00.000Z' }));
    expect(rowText()).toMatch(/You can go back to the previous one until 30 Nov 2026, 14:02\./);
  });
});

describe('the menu of an account', () => {
  it('has everything for one connected here', async () => {
    showRow(anAccount());
    expect(await openMenu()).toEqual([
      'Rename',
      'Replace key',
      'Make default',
      'Disable',
      'Delete',
    ]);
  });

  it('offers the previous key while it is kept', async () => {
    const asked = showRow(anAccount({ previousUntil: '2026-11-30T14:02:00.000Z' }));
    expect(await openMenu()).toContain('Use the previous key');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Use the previous key' }));
    expect(asked).toEqual(['restore']);
  });

  it('moves one from environment variables into the vault, and changes nothing else of it', async () => {
    const asked = showRow(anAccount({ source: 'settings', isDefault: true }));
    expect(screen.getByText('From environment')).toBeTruthy();
    expect(await openMenu()).toEqual(['Make default (off)', 'Move the key into the vault']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Move the key into the vault' }));
    expect(asked).toEqual(['adopt']);
  });

  it('turns the sandbox on at once', async () => {
    const calls = answering();
    showRow(anAccount({ id: 'rpc_sandbox', isSandbox: true, source: 'sandbox', isDisabled: true }));
    expect(await openMenu()).toEqual(['Turn on', 'Make default (off)']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Turn on' }));
    expect(await screen.findByText('The sandbox is on')).toBeTruthy();
    expect(calls).toEqual([
      { call: 'PATCH /api/accounts/rpc_sandbox', body: { isDisabled: false } },
    ]);
  });

  it('tells a refusal from an unknown outcome', async () => {
    answering(refused('conflict', {}, 409), refused('account_not_found', {}, 404));
    showRow(anAccount({ isDisabled: true }));
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: 'Enable' }));
    expect(await screen.findByText('Outcome unknown: the change may have been saved')).toBeTruthy();
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: 'Enable' }));
    expect(await screen.findByText('Nothing was changed')).toBeTruthy();
  });
});

describe('the test of an account', () => {
  const test = () => userEvent.click(screen.getByRole('button', { name: 'Test North' }));

  it('shows that it works, and every check on request', async () => {
    const checks = [
      ...checksOf(),
      { name: 'shape' as const, ok: true, detail: 'It answered with a list of 12 users.' },
    ];
    const calls = answering(() => Response.json({ ok: true, checks, tookMs: 312 }));
    showRow(anAccount());
    await test();
    expect(await screen.findByText('Connected in 312 ms.')).toBeTruthy();
    expect(screen.getAllByText('It answered with a list of 12 users.')).toHaveLength(2);
    expect(screen.getByText('All checks').closest('details')?.open).toBe(false);
    expect(calls).toEqual([{ call: 'POST /api/accounts/rpc_north/test', body: undefined }]);
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByText('Connected in 312 ms.')).toBeNull());
  });

  it('names the cause and keeps it on the page while the next test runs', async () => {
    let finish: (response: Response) => void = () => undefined;
    const failed = {
      ok: false,
      checks: checksOf('dns', 'The name can’t be resolved.'),
      tookMs: 40,
    };
    answering(() => Response.json(failed));
    showRow(anAccount());
    await test();
    expect(await screen.findByText('The address can’t be found.')).toBeTruthy();
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (finish = resolve)));
    await test();
    expect(screen.getByText('The address can’t be found.')).toBeTruthy();
    finish(Response.json({ ok: true, checks: checksOf(), tookMs: 1_600 }));
    expect(await screen.findByText('Connected in 2 s.')).toBeTruthy();
    expect(screen.queryByText('The address can’t be found.')).toBeNull();
  });

  it('warns if it works but something is off', async () => {
    const checks = [
      ...checksOf(),
      { name: 'clock' as const, ok: false, detail: 'This server’s clock differs by 300 seconds.' },
    ];
    answering(() => Response.json({ ok: true, checks, tookMs: 90 }));
    showRow(anAccount());
    await test();
    expect(await screen.findByText('Connected in 90 ms.')).toBeTruthy();
    expect(screen.getAllByText('This server’s clock differs by 300 seconds.')).toHaveLength(2);
  });
});
