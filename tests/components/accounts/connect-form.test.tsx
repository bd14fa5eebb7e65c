import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConnectDialog } from '@/components/accounts/connect-dialog';
import { ConnectForm } from '@/components/accounts/connect-form';
import { answering, checksOf, refused, show } from './support';

beforeAll(() => {
  Element.prototype.scrollIntoView = vi.fn();
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const wrongKey = () =>
  refused('account_refused', { checks: checksOf('credentials', 'Copy the key again.') });
const created = () => Response.json({ id: 'rpc_new' }, { status: 201 });

function showForm() {
  const connected: unknown[] = [];
  show(<ConnectForm vendor="remotepc" onConnected={(account) => connected.push(account)} />);
  return connected;
}

const keyField = () => screen.getByLabelText<HTMLInputElement>('API key');
const connect = () => userEvent.click(screen.getByRole('button', { name: 'Connect RemotePC' }));

describe('connecting an account', () => {
  it('sends the key once, with the vendor’s name if none is entered', async () => {
    const calls = answering(created);
    const connected = showForm();
    await userEvent.type(keyField(), 'abc-123');
    await connect();
    await waitFor(() =>
      expect(connected).toEqual([{ id: 'rpc_new', upstream: 'remotepc', name: 'RemotePC' }]),
    );
    expect(calls).toEqual([
      {
        call: 'POST /api/accounts',
        body: { upstream: 'remotepc', name: 'RemotePC', secret: { apiKey: 'abc-123' } },
      },
    ]);
  });

  it('hides the key until it is to be shown, and asks the browser not to fill it in', async () => {
    answering();
    showForm();
    expect(keyField()).toMatchObject({ type: 'password', autocomplete: 'new-password' });
    await userEvent.click(screen.getByRole('button', { name: 'Show API key' }));
    expect(keyField().type).toBe('text');
    await userEvent.click(screen.getByRole('button', { name: 'Hide API key' }));
    expect(keyField().type).toBe('password');
  });

  it('that was refused names the cause, keeps what was typed, and takes the focus there', async () => {
    answering(wrongKey());
    const connected = showForm();
    await userEvent.type(keyField(), 'wrong');
    await userEvent.type(screen.getByLabelText(/^Name/), 'North');
    await connect();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('RemotePC rejected the key. Nothing was saved.');
    expect(alert.textContent).toContain('Copy the key again.');
    expect(alert.contains(document.activeElement) || document.activeElement?.contains(alert)).toBe(
      true,
    );
    expect(keyField().value).toBe('wrong');
    expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('North');
    expect(screen.queryByRole('button', { name: 'Find this server’s address' })).toBeNull();
    expect(connected).toEqual([]);
  });

  it('offers this server’s address if it isn’t on the allowlist', async () => {
    const calls = answering(
      refused('account_refused', { checks: checksOf('whitelist', 'Add the address.') }),
      () => Response.json({ address: '203.0.113.9' }),
    );
    showForm();
    await userEvent.type(keyField(), 'abc');
    await connect();
    expect((await screen.findByRole('alert')).textContent).toContain(
      'This server isn’t on RemotePC’s allowlist. Nothing was saved.',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Find this server’s address' }));
    expect(await screen.findByText('203.0.113.9')).toBeTruthy();
    expect(calls.at(-1)?.call).toBe('POST /api/outgoing-address');
  });

  it('saves without a passing test if the person says so', async () => {
    const calls = answering(wrongKey(), created);
    const connected = showForm();
    await userEvent.type(keyField(), 'early');
    await connect();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save without a passing test' }),
    );
    await waitFor(() => expect(connected).toHaveLength(1));
    expect(calls[1]?.body).toEqual({
      ...{ upstream: 'remotepc', name: 'RemotePC', saveUntested: true },
      secret: { apiKey: 'early' },
    });
  });

  it('shows an error at its field, also at one that is folded away', async () => {
    answering(
      refused(
        'invalid_request',
        {
          errors: [
            { path: 'secret.apiKey', code: 'x', message: 'The API key is missing.' },
            { path: 'url', code: 'x', message: 'Enter an address that starts with https://.' },
          ],
        },
        400,
      ),
    );
    showForm();
    await connect();
    expect(await screen.findByText('Fix 2 errors to continue')).toBeTruthy();
    expect(keyField().getAttribute('aria-invalid')).toBe('true');
    const url = screen.getByLabelText(/^API address/);
    expect(url.getAttribute('aria-invalid')).toBe('true');
    expect(url.closest('details')?.open).toBe(true);
    await userEvent.click(screen.getByRole('link', { name: 'The API key is missing.' }));
    expect(document.activeElement).toBe(keyField());
  });

  it('without an answer doesn’t claim that nothing was saved', async () => {
    answering(() => {
      throw new TypeError('offline');
    });
    showForm();
    await userEvent.type(keyField(), 'abc');
    await connect();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The account may not be saved.');
    expect(alert.textContent).toContain('check whether this was saved');
  });
});

describe('connecting one more account', () => {
  it('asks for what the vendor and the way need, and sends nothing typed for another', async () => {
    const calls = answering(() => Response.json({ id: 'rit_new' }, { status: 201 }));
    const onClose = vi.fn();
    show(<ConnectDialog onClose={onClose} />);
    expect(document.activeElement).toBe(keyField());
    await userEvent.keyboard('typed by mistake');
    await userEvent.click(screen.getByRole('radio', { name: 'remote.it' }));
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'remote.it' }));
    await userEvent.type(screen.getByLabelText('Access key ID'), 'AKID');
    await userEvent.click(screen.getByRole('radio', { name: 'Developer key and sign-in' }));
    await userEvent.type(screen.getByLabelText('Developer key'), 'DEV');
    await userEvent.type(screen.getByLabelText('Username'), 'me');
    await userEvent.type(screen.getByLabelText('Password'), 'pw');
    await userEvent.click(screen.getByRole('button', { name: 'Connect remote.it' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls[0]?.body).toEqual({
      ...{ upstream: 'remoteit', name: 'remote.it' },
      secret: { developerKey: 'DEV', username: 'me', password: 'pw' },
    });
    expect(screen.getByText('Connected remote.it')).toBeTruthy();
  });
});
