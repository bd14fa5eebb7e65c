import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unsavedStore } from '@/components/ui/unsaved';
import { AddUserForm } from '@/components/users/add-user-form';
import { aPage, aProblem, aUser, everything, renderAt, stubApi, type ApiCall } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const timeout = () =>
  aProblem(504, 'upstream_timeout', { detail: 'RemotePC didn’t respond.', requestId: 'req-9' });

/** The form, filled for Ann; `onAdd` answers each attempt to add. */
async function filled(
  onAdd: (attempt: number) => unknown,
  users: ReturnType<typeof aUser>[] = [],
  permissions = everything,
) {
  let attempts = 0;
  const calls = stubApi(({ method }) => {
    if (method === 'GET') return aPage(users);
    attempts += 1;
    return onAdd(attempts);
  });
  const user = userEvent.setup();
  renderAt('', <AddUserForm permissions={permissions} />);
  await user.type(screen.getByLabelText('First name'), 'Ann');
  await user.type(screen.getByLabelText('Last name'), 'Hart');
  await user.type(screen.getByLabelText('Email'), 'Ann@Kestrel.example');
  await user.type(screen.getByLabelText('Password'), 'long enough 4 me');
  const press = () => user.click(screen.getByRole('button', { name: /^Add / }));
  const posts = () => calls.filter(({ method }) => method === 'POST');
  return { user, press, posts };
}

const keyOf = (call: ApiCall | undefined) => call?.headers.get('idempotency-key');

it('sends the form once, and shows the password one last time', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const { press, posts } = await filled(async () => {
    await held;
    return { username: 'ann@kestrel.example' };
  });
  await press();
  await press();
  release();
  expect(await screen.findByText('ann@kestrel.example added')).toBeTruthy();
  expect(screen.getByText('long enough 4 me')).toBeTruthy();
  expect(posts()).toHaveLength(1);
  expect(posts()[0]?.body).toEqual({
    firstName: 'Ann',
    lastName: 'Hart',
    email: 'ann@kestrel.example',
    password: 'long enough 4 me',
    seats: 1,
    notifyUser: true,
    storePassword: false,
  });
});

it('shows each error at its field, and keeps what was typed', async () => {
  const { press } = await filled(() =>
    aProblem(422, 'upstream_rejected', {
      errors: [
        { path: 'password', code: 'INVALID_PASSWORD', message: 'RemotePC doesn’t take it.' },
        { path: 'seats', code: 'NO_SEATS', message: 'No seats are left.' },
      ],
    }),
  );
  await press();
  await waitFor(() => expect(screen.getAllByText('RemotePC doesn’t take it.')).toHaveLength(2));
  expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByLabelText('Seats').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('Fix 2 errors to continue')).toBeTruthy();
  expect(screen.getByLabelText('Password')).toHaveProperty('value', 'long enough 4 me');
});

it('shows "already exists" at the email field, even if the response names no field', async () => {
  const { press } = await filled(() => aProblem(409, 'email_exists', { detail: 'It is taken.' }));
  await press();
  await screen.findAllByText('It is taken.');
  expect(screen.getByLabelText('Email').getAttribute('aria-invalid')).toBe('true');
});

it('checks the form before anything is sent', async () => {
  const calls = stubApi(() => aPage([]));
  renderAt('', <AddUserForm permissions={everything} />);
  await userEvent.click(screen.getByRole('button', { name: 'Add user' }));
  expect(await screen.findByText('Fix 4 errors to continue')).toBeTruthy();
  expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
});

it('shows that the outcome is unknown, and checks the list on demand', async () => {
  const { user, press } = await filled(timeout);
  await press();
  expect(await screen.findByText(/ann@kestrel.example may have been added/)).toBeTruthy();
  expect(screen.getByText('RemotePC didn’t respond.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Check user list' }));
  expect(await screen.findByText(/doesn’t include ann@kestrel.example/)).toBeTruthy();
});

it('reuses the idempotency key only if no response came and nothing was changed', async () => {
  const { user, press, posts } = await filled((attempt) => {
    if (attempt <= 2) throw new TypeError('offline');
    return timeout();
  });
  await press();
  await screen.findByText(/may have been added/);
  await press();
  await waitFor(() => expect(posts()).toHaveLength(2));
  expect(keyOf(posts()[1])).toBe(keyOf(posts()[0]));
  await user.clear(screen.getByLabelText('Seats'));
  await user.type(screen.getByLabelText('Seats'), '3');
  await press();
  await waitFor(() => expect(posts()).toHaveLength(3));
  expect(keyOf(posts()[2])).not.toBe(keyOf(posts()[1]));
  await screen.findByText('RemotePC didn’t respond.');
  await press();
  await waitFor(() => expect(posts()).toHaveLength(4));
  expect(keyOf(posts()[3])).not.toBe(keyOf(posts()[2]));
});

it('shows while typing that the user already exists', async () => {
  await filled(() => null, [aUser('joann@kestrel.example'), aUser('ann@kestrel.example')]);
  expect(await screen.findByText('This user already exists.')).toBeTruthy();
});

it('offers to store the password only with the permission', async () => {
  stubApi(() => aPage([]));
  renderAt('', <AddUserForm permissions={['users.read', 'users.write']} />);
  expect(screen.getByLabelText(/Send welcome email/)).toBeTruthy();
  expect(screen.queryByLabelText(/Store password for/)).toBeNull();
});

describe('the password that is shown after adding', () => {
  const add = async () => {
    const { user, press } = await filled(() => ({ username: 'ann@kestrel.example' }));
    await press();
    await screen.findByText('ann@kestrel.example added');
    return user;
  };

  it('is copied with the address in one press, and then the page is left unasked', async () => {
    const user = await add();
    expect(unsavedStore.hasChanges()).toBe(true);
    expect(unsavedStore.question().title).toBe('Leave without the password?');
    await user.click(screen.getByRole('button', { name: 'Copy both' }));
    await waitFor(() => expect(unsavedStore.hasChanges()).toBe(false));
    expect(await navigator.clipboard.readText()).toBe(
      'Email: ann@kestrel.example\nPassword: long enough 4 me',
    );
  });

  it('may also be copied alone; the address alone isn’t enough', async () => {
    const user = await add();
    await user.click(screen.getByRole('button', { name: 'Copy address' }));
    expect(unsavedStore.hasChanges()).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Copy password' }));
    await waitFor(() => expect(unsavedStore.hasChanges()).toBe(false));
  });

  it('is asked about before another user is added', async () => {
    const user = await add();
    await user.click(screen.getByRole('button', { name: 'Add another' }));
    expect(screen.getByText('ann@kestrel.example added')).toBeTruthy();
    act(() => unsavedStore.discard());
    expect(await screen.findByLabelText('First name')).toBeTruthy();
  });
});
