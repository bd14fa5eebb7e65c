import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { Toaster } from '@/components/ui/toaster';
import { aUser, openPolicy, renderAt } from '@/tests/components/users/support';

const posts: Record<string, FormDataEntryValue>[] = [];

function onSubmit(event: Event) {
  const form = event.target as HTMLFormElement;
  if (!event.defaultPrevented) posts.push(Object.fromEntries(new FormData(form)));
  // There is no browser here to open the tab.
  event.preventDefault();
}

beforeEach(() => {
  posts.length = 0;
  window.addEventListener('submit', onSubmit);
  vi.useFakeTimers({ shouldAdvanceTime: true });
});

afterEach(() => {
  window.removeEventListener('submit', onSubmit);
  vi.useRealTimers();
  cleanup();
});

it('posts once for several clicks within two seconds, and again after that', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const customer = aUser('ann@kestrel.example', { hasStoredPassword: true });
  renderAt('', <SignInAsButton user={customer} onAskFirst={() => {}} />);
  const button = screen.getByRole('button', { name: 'Sign in as ann@kestrel.example' });
  await user.dblClick(button);
  expect(posts).toEqual([
    { username: 'ann@kestrel.example', account: 'rpc_sandbox', attempt: expect.any(String) },
  ]);
  act(() => vi.advanceTimersByTime(2_000));
  await user.click(button);
  expect(posts).toHaveLength(2);
});

it('posts the ticket that a link named', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const customer = aUser('ann@kestrel.example', { hasStoredPassword: true });
  renderAt('', <SignInAsButton user={customer} ticket="INC-7" onAskFirst={() => {}} />);
  await user.click(screen.getByRole('button', { name: 'Sign in as ann@kestrel.example' }));
  expect(posts).toMatchObject([{ username: 'ann@kestrel.example', ticket: 'INC-7' }]);
});

it('opens a new tab without access to this one', () => {
  const customer = aUser('ann@kestrel.example', { hasStoredPassword: true });
  renderAt('', <SignInAsButton user={customer} onAskFirst={() => {}} />);
  const form = document.querySelector('form');
  expect(form?.getAttribute('method')).toBe('post');
  expect(form?.getAttribute('action')).toBe('/api/auto-login');
  expect(form?.getAttribute('target')).toBe('_blank');
  expect(form?.getAttribute('rel')).toBe('noopener noreferrer');
});

it('asks for the password if none is stored', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const customer = aUser('ann@kestrel.example');
  const asked: string[] = [];
  renderAt('', <SignInAsButton user={customer} onAskFirst={(one) => asked.push(one.username)} />);
  await user.click(screen.getByRole('button', { name: 'Sign in as ann@kestrel.example' }));
  expect(asked).toEqual(['ann@kestrel.example']);
  expect(posts).toEqual([]);
});

it('asks for the reason that the policy requires, even if a password is stored', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const customer = aUser('ann@kestrel.example', { hasStoredPassword: true });
  const onAskFirst = vi.fn();
  const policy = { ...openPolicy, reasonRequired: true };
  renderAt('', <SignInAsButton user={customer} policy={policy} onAskFirst={onAskFirst} />);
  await user.click(screen.getByRole('button', { name: 'Sign in as ann@kestrel.example' }));
  expect(onAskFirst).toHaveBeenCalledWith(customer);
  expect(posts).toEqual([]);
});

it('is disabled if the policy blocks the user, and explains it on click', async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const customer = aUser('ann@kestrel.example', { hasStoredPassword: true });
  const onAskFirst = vi.fn();
  const policy = { ...openPolicy, blockedCustomers: ['kestrel.example'] };
  renderAt(
    '',
    <>
      <SignInAsButton user={customer} policy={policy} onAskFirst={onAskFirst} />
      <Toaster />
    </>,
  );
  const button = screen.getByRole('button', { name: 'Sign in as ann@kestrel.example' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await user.click(button);
  expect(screen.getByText(/policy blocks sign-in for this user/)).toBeTruthy();
  expect(onAskFirst).not.toHaveBeenCalled();
  expect(posts).toEqual([]);
});
