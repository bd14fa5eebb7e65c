import { useQuery } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Providers } from '@/components/shell/providers';
import { SessionGate } from '@/components/shell/session-gate';
import { Dialog } from '@/components/ui/dialog';
import { fetchApi } from '@/lib/client/fetch-api';
import { sessionGate } from '@/lib/client/session-gate';

/** Whose session the browser has on the server. */
let signedIn: string | null;
/** The code of the person's second factor, if they have one. */
let code: string | null;
let marks: [path: string, isBackground: boolean][];

// Loaded on demand in the product; a slow machine's loading time isn't what is tested here.
beforeAll(() => import('@/components/shell/session-ended'));

beforeEach(() => {
  signedIn = null;
  code = null;
  marks = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    marks.push([path, new Headers(init.headers).has('x-background')]);
    if (path === '/api/auth/csrf') return Response.json({ csrfToken: 'x' });
    if (path === '/api/auth/callback/credentials') return answerSignIn(init.body);
    if (signedIn === null) {
      return Response.json({ code: 'unauthorized', detail: 'Sign in.' }, { status: 401 });
    }
    if (path === '/api/profile') return Response.json({ email: signedIn });
    return Response.json({ shown: 'twelve users' });
  });
});

afterEach(() => {
  cleanup();
  act(() => sessionGate.reportReturn());
  vi.unstubAllGlobals();
});

function answerSignIn(body: unknown): Response {
  const given = body as URLSearchParams;
  const isRight = given.get('password') === 'my own one';
  const typed = given.get('code');
  if (isRight && code !== null && typed !== code) {
    const error = typed === '' ? 'second_factor_required' : 'second_factor_wrong';
    return Response.json({ url: `http://localhost/?error=${error}` });
  }
  if (isRight) signedIn = given.get('email');
  const error = isRight ? '' : '?error=CredentialsSignin';
  return Response.json({ url: `http://localhost/${error}` });
}

function Page() {
  const { data } = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => fetchApi<{ shown: string }>('/api/users', { signal }),
  });
  return (
    <>
      <input aria-label="First name" />
      <p>{data?.shown ?? 'Loading'}</p>
    </>
  );
}

function DialogPage() {
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Dialog isOpen={isOpen} onOpenChange={setIsOpen} title="Invite">
      <input aria-label="Name" />
      <button
        type="button"
        onClick={() => void fetchApi('/api/staff', { method: 'POST' }).catch(() => {})}
      >
        Save
      </button>
    </Dialog>
  );
}

function show(page: React.ReactNode) {
  render(
    <Providers nonce={undefined}>
      {page}
      <SessionGate email="maren@desk.example" />
    </Providers>,
  );
  // A class lets the bar receive clicks over a dialog, which jsdom doesn't support.
  return userEvent.setup({ pointerEventsCheck: 0 });
}

type User = ReturnType<typeof userEvent.setup>;

async function signInAgain(user: User, password: string) {
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign in again' }));
  await user.clear(dialog.getByLabelText(/^Password/));
  await user.type(dialog.getByLabelText(/^Password/), password);
  await user.click(dialog.getByRole('button', { name: 'Sign in' }));
}

const bar = () => screen.findByText('Your session has ended.');
const typed = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;
const hasNoBar = () =>
  waitFor(() => expect(screen.queryByText('Your session has ended.')).toBeNull());

it('keeps what is typed when a read finds the session ended, and then repeats the read (FF-08)', async () => {
  const user = show(<Page />);
  await bar();
  await user.type(screen.getByLabelText('First name'), 'Ann');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await signInAgain(user, 'wrong');
  await screen.findByText(/password is wrong/);
  await signInAgain(user, 'my own one');
  await hasNoBar();
  expect(await screen.findByText('twelve users')).toBeDefined();
  expect(typed('First name')).toBe('Ann');
});

it('asks at once after an action, over a dialog that keeps what is typed', async () => {
  const user = show(<DialogPage />);
  await user.type(screen.getByLabelText('Name'), 'Ravi');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await signInAgain(user, 'my own one');
  await hasNoBar();
  expect(typed('Name')).toBe('Ravi');
});

it('doesn’t interrupt typing when what is typed can’t be saved', async () => {
  const save = () => void fetchApi('/api/batches/draft', { method: 'PATCH' }).catch(() => {});
  const user = show(<input aria-label="First name" onChange={save} />);
  await user.type(screen.getByLabelText('First name'), 'Ann');
  await bar();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(typed('First name')).toBe('Ann');
});

it('leaves a dialog open when the bar over it is clicked', async () => {
  const user = show(<DialogPage />);
  await user.type(screen.getByLabelText('Name'), 'Ravi');
  act(() => sessionGate.reportEnd(false));
  await bar();
  await user.click(screen.getByRole('button', { name: 'Sign in', hidden: true }));
  await screen.findByLabelText(/^Password/);
  expect(typed('Name')).toBe('Ravi');
});

it('continues once the same person signs in in another tab, but not for anyone else', async () => {
  show(<Page />);
  await bar();
  signedIn = 'other@desk.example';
  window.dispatchEvent(new Event('focus'));
  await screen.findByText(/other@desk\.example is now signed in/);
  signedIn = 'maren@desk.example';
  window.dispatchEvent(new Event('focus'));
  await hasNoBar();
  expect(await screen.findByText('twelve users')).toBeDefined();
});

it('reports activity once every five minutes, and never from an idle page', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    signedIn = 'maren@desk.example';
    const user = show(<input aria-label="First name" />);
    vi.advanceTimersByTime(6 * 60_000);
    expect(marks).toEqual([]);
    await user.type(screen.getByLabelText('First name'), 'Ann');
    expect(marks).toEqual([['/api/profile', false]]);
  } finally {
    vi.useRealTimers();
  }
});

it('asks for the code of a second factor as well, and keeps the password', async () => {
  code = '123 456';
  const user = show(<Page />);
  await bar();
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(screen.queryByLabelText(/^Code from your authenticator app/)).toBeNull();
  await signInAgain(user, 'my own one');
  const field = await screen.findByLabelText<HTMLInputElement>(/^Code from your authenticator/);
  expect(field.autocomplete).toBe('one-time-code');
  const dialog = within(screen.getByRole('dialog', { name: 'Sign in again' }));
  await user.type(field, '000000');
  await user.click(dialog.getByRole('button', { name: 'Sign in' }));
  await screen.findByText(/The code is wrong or was used before/);
  await user.clear(field);
  await user.type(field, '123 456');
  await user.click(dialog.getByRole('button', { name: 'Sign in' }));
  await hasNoBar();
  expect(await screen.findByText('twelve users')).toBeDefined();
});
