import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccountDialog, type AccountAction } from '@/components/accounts/account-dialogs';
import type { AccountItem } from '@/lib/contract/accounts';
import { anAccount, answering, checksOf, refused, show } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function ask(action: AccountAction, account: AccountItem = anAccount()) {
  const onClose = vi.fn();
  show(<AccountDialog account={account} action={action} onClose={onClose} />);
  return onClose;
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('replacing a key', () => {
  it('tests the new one, and keeps it in the field if it’s refused', async () => {
    const calls = answering(
      refused('account_refused', { checks: checksOf('credentials', 'Copy it again.') }),
      () => new Response(null, { status: 204 }),
    );
    const onClose = ask('replace');
    const field = screen.getByLabelText<HTMLInputElement>('API key');
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, 'wrong{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain(
      'RemotePC rejected the key. The current key stays in use.',
    );
    expect(field.value).toBe('wrong');
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.clear(field);
    await userEvent.type(field, 'right');
    await press('Test and replace');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(screen.getByText('North uses the new key')).toBeTruthy();
    expect(calls.map(({ body }) => body)).toEqual([
      { secret: { apiKey: 'wrong' } },
      { secret: { apiKey: 'right' } },
    ]);
  });

  it('goes without a passing test only when asked to', async () => {
    const calls = answering(
      refused('account_refused', { checks: checksOf('connect', 'No connection.') }),
      () => new Response(null, { status: 204 }),
    );
    const onClose = ask('replace', anAccount({ upstream: 'remoteit', api: 'graphql' }));
    await userEvent.type(screen.getByLabelText('Access key ID'), 'AKID');
    await userEvent.type(screen.getByLabelText('Secret access key'), 'c2VjcmV0');
    await press('Test and replace');
    await screen.findByText('No connection to remote.it. The current key stays in use.');
    await press('Replace without a passing test');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls[1]?.body).toEqual({
      secret: { accessKeyId: 'AKID', secretAccessKey: 'c2VjcmV0' },
      saveUntested: true,
    });
  });

  it('goes back to the previous one', async () => {
    const calls = answering(() => new Response(null, { status: 204 }));
    const onClose = ask('restore', anAccount({ previousUntil: '2026-11-30T14:02:00.000Z' }));
    expect(screen.getByRole('dialog').textContent).toContain('until 30 Nov 2026, 14:02');
    await press('Use the previous key');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls).toEqual([{ call: 'PATCH /api/accounts/rpc_north', body: { usePrevious: true } }]);
  });
});

describe('deleting an account', () => {
  it('needs no name if nothing belongs to it', async () => {
    const calls = answering(() => new Response(null, { status: 204 }));
    const onClose = ask('delete');
    await press('Delete account');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls).toEqual([{ call: 'DELETE /api/accounts/rpc_north', body: undefined }]);
  });

  it('begins at Cancel, so that Enter deletes nothing', () => {
    ask('delete');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('asks for the name if it is in use, and deletes nothing until it matches', async () => {
    const calls = answering(
      refused('account_in_use', { detail: 'It has 3 stored passwords.' }, 409),
      () => new Response(null, { status: 204 }),
    );
    const onClose = ask('delete');
    await press('Delete account');
    expect(await screen.findByText('It has 3 stored passwords.')).toBeTruthy();
    const field = screen.getByLabelText('Type North to delete it');
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, 'Nort{Enter}');
    expect(calls).toHaveLength(1);
    await userEvent.type(field, 'h{Enter}');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls[1]?.call).toBe('DELETE /api/accounts/rpc_north?confirm=North');
  });
});

describe('other changes of an account', () => {
  it('rename it, with an error at the field', async () => {
    const errors = [{ path: 'name', code: 'x', message: 'The name is missing.' }];
    const calls = answering(
      refused('invalid_request', { errors }, 400),
      () => new Response(null, { status: 204 }),
    );
    const onClose = ask('rename');
    const field = screen.getByLabelText('Name');
    await userEvent.clear(field);
    await press('Rename');
    expect(await screen.findByText('The name is missing.')).toBeTruthy();
    await userEvent.type(field, 'South{Enter}');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls.at(-1)?.body).toEqual({ name: 'South' });
  });

  it('disable it, after what that means', async () => {
    const calls = answering(() => new Response(null, { status: 204 }));
    const onClose = ask('disable');
    expect(screen.getByRole('dialog').textContent).toContain('Nothing is deleted');
    await press('Disable');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls[0]?.body).toEqual({ isDisabled: true });
  });

  it('show why one was refused, and stay open', async () => {
    answering(refused('vault_locked', { detail: 'The vault is locked.' }, 409));
    const onClose = ask('adopt', anAccount({ source: 'settings' }));
    await press('Move into the vault');
    expect(await screen.findByText('The vault is locked.')).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('renewing a remote.it access key', () => {
  const account = anAccount({ upstream: 'remoteit', api: 'graphql' });

  it('says that the new one is in use', async () => {
    const calls = answering(() => Response.json({ isOldDisabled: true }));
    const onClose = ask('rotate', account);
    await press('Renew the key');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(screen.getByText('North uses a new access key')).toBeTruthy();
    expect(calls.map(({ call }) => call)).toEqual([`POST /api/accounts/${account.id}/rotate`]);
  });

  it('says what is left to do if the old one couldn’t be disabled', async () => {
    answering(() => Response.json({ isOldDisabled: false }));
    ask('rotate', account);
    await press('Renew the key');
    expect(await screen.findByText(/Disable or delete it at remote\.it/)).toBeTruthy();
  });
});
