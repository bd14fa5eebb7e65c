import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { DeletePasswordsDialog } from '@/components/passwords/delete-passwords-dialog';
import { StoredPassword } from '@/components/passwords/stored-password';
import { Toaster } from '@/components/ui/toaster';
import type { CustomerUser } from '@/lib/contract/users';
import { aProblem, aUser, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

const done = () => new Response(null, { status: 204 });
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

function show(more: Partial<CustomerUser> = {}, answer: (call: ApiCall) => unknown = done) {
  const calls = stubApi(answer);
  renderAt(
    '',
    <>
      <StoredPassword user={aUser('ann@kestrel.example', more)} canChange />
      <Toaster />
    </>,
  );
  return calls;
}

const field = () => screen.getByLabelText<HTMLInputElement>('User’s RemotePC password');

async function typePassword(text: string) {
  await userEvent.click(field());
  await userEvent.paste(text);
}

describe('storing a user’s password', () => {
  it('sends it for that user of that account, and confirms it', async () => {
    const calls = show({ accountId: 'rpc_north' });
    await press('Store password…');
    const dialog = await screen.findByRole('dialog', { name: 'Store password' });
    expect(document.activeElement).toBe(field());
    await typePassword('s3cret');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Store password' }));
    expect(await screen.findByText('Password stored')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls[0]).toMatchObject({
      ...{ method: 'PUT', path: '/api/stored-passwords?account=rpc_north' },
      body: { username: 'ann@kestrel.example', password: 's3cret' },
    });
  });

  it('hides it, unless the person wants to see it, and no browser is to save it', async () => {
    show();
    await press('Store password…');
    await screen.findByRole('dialog');
    await typePassword('s3cret');
    expect([field().type, field().autocomplete]).toEqual(['password', 'new-password']);
    expect(field().dataset).toMatchObject({ lpignore: 'true' });
    await press('Show password');
    expect([field().type, field().value]).toEqual(['text', 's3cret']);
    await press('Hide password');
    expect(field().type).toBe('password');
  });

  it('sends nothing while it is empty', async () => {
    const calls = show();
    await press('Store password…');
    await screen.findByRole('dialog');
    await userEvent.click(field());
    await userEvent.keyboard('{Enter}');
    expect(screen.getByText('Enter the password.')).toBeTruthy();
    expect(calls).toEqual([]);
  });

  it.each([
    [422, 'The password wasn’t stored'],
    [503, 'Outcome unknown: the password may have been stored'],
  ])(
    '(answer %i) keeps it in the field and claims no more than is known',
    async (status, title) => {
      show({}, () => aProblem(status, 'some_reason', { requestId: 'r-17' }));
      await press('Store password…');
      await screen.findByRole('dialog');
      await typePassword('s3cret');
      await userEvent.keyboard('{Enter}');
      expect(await screen.findByText(title)).toBeTruthy();
      expect(screen.getByText('r-17')).toBeTruthy();
      expect(field().value).toBe('s3cret');
    },
  );

  it('is called replacing where one is stored', async () => {
    show({ hasStoredPassword: true });
    await press('Replace…');
    const dialog = await screen.findByRole('dialog', { name: 'Replace the stored password' });
    await typePassword('s3cret');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Replace password' }));
    expect(await screen.findByText('Password replaced')).toBeTruthy();
  });
});

describe('deleting a user’s password', () => {
  it('is done after a question', async () => {
    const calls = show({ hasStoredPassword: true });
    await press('Delete…');
    expect(await screen.findByText(/doesn’t change anything in RemotePC/)).toBeTruthy();
    expect(calls).toEqual([]);
    await press('Delete password');
    expect(await screen.findByText('Password deleted')).toBeTruthy();
    expect(calls[0]).toMatchObject({ method: 'DELETE', body: { username: 'ann@kestrel.example' } });
  });

  it('stays in its question with the reason', async () => {
    show({ hasStoredPassword: true }, () => aProblem(503, 'unavailable'));
    await press('Delete…');
    await press('Delete password');
    expect(await screen.findByText('Couldn’t delete the password')).toBeTruthy();
    expect(screen.queryByText('Password deleted')).toBeNull();
  });

  it('isn’t offered where none is stored', () => {
    show();
    expect(screen.queryByRole('button', { name: 'Delete…' })).toBeNull();
  });
});

describe('deleting the passwords of selected users', () => {
  const users = [
    aUser('ann@a.example', { accountId: 'rpc_a', hasStoredPassword: true }),
    aUser('ben@a.example', { accountId: 'rpc_a' }),
    aUser('cia@b.example', { accountId: 'rpc_b', hasStoredPassword: true }),
  ];

  function showMany(count: number | null, answer: (call: ApiCall) => unknown = done) {
    const onClose = vi.fn();
    const calls = stubApi(answer);
    renderAt(
      '',
      <>
        <DeletePasswordsDialog count={count} fetchSelected={async () => users} onClose={onClose} />
        <Toaster />
      </>,
    );
    return { calls, onClose };
  }

  it('deletes only those that are stored, account by account', async () => {
    const { calls, onClose } = showMany(2);
    expect(screen.getByText('Delete 2 stored passwords?')).toBeTruthy();
    await press('Delete passwords');
    expect(await screen.findByText('2 passwords deleted')).toBeTruthy();
    expect(calls.map(({ path, body }) => [path, body])).toEqual([
      ['/api/stored-passwords?account=rpc_a', { usernames: ['ann@a.example'] }],
      ['/api/stored-passwords?account=rpc_b', { usernames: ['cia@b.example'] }],
    ]);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('says that some may be left, if one account fails', async () => {
    const { onClose } = showMany(2, ({ path }) =>
      path.endsWith('rpc_b') ? aProblem(503, 'unavailable') : done(),
    );
    await press('Delete passwords');
    expect(await screen.findByText('Some passwords may not have been deleted')).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });

  it.each([
    [0, 'Delete 0 stored passwords?', true],
    [1, 'Delete 1 stored password?', false],
    [null, 'Delete stored passwords?', true],
  ])('(%s stored) can be pressed only if there is something', (count, title, isOff) => {
    showMany(count);
    expect(screen.getByRole('dialog', { name: title })).toBeTruthy();
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete passwords' });
    expect(button.disabled).toBe(isOff);
  });

  it('is done once for two clicks', async () => {
    let answer: (response: Response) => void = () => undefined;
    const { calls } = showMany(2, () => new Promise<Response>((resolve) => (answer = resolve)));
    const button = screen.getByRole('button', { name: 'Delete passwords' });
    button.click();
    button.click();
    await waitFor(() => expect(calls).toHaveLength(1));
    answer(done());
    await waitFor(() => expect(calls).toHaveLength(2));
  });
});
