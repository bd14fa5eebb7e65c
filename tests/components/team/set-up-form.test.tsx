import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SetUpForm } from '@/components/team/set-up-form';
import type { SetUpInvitation } from '@/lib/contract/staff';
import { aProblem } from '@/tests/components/users/support';

let assign: ReturnType<typeof vi.fn>;
let calls: [string, unknown][];
let onSetUp: () => Response | Promise<Response>;
let onSignIn: () => Response;

const done = () => new Response(null, { status: 204 });
const leadsTo = (url: string) => () => Response.json({ url });

beforeEach(() => {
  calls = [];
  onSetUp = done;
  onSignIn = leadsTo('http://desk.example/');
  assign = vi.fn();
  vi.stubGlobal('location', { assign, origin: 'http://desk.example', search: '', pathname: '/' });
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit = {}) => {
    if (path === '/api/auth/csrf') return Response.json({ csrfToken: 'token' });
    const isForm = body instanceof URLSearchParams;
    calls.push([path, isForm ? Object.fromEntries(body) : JSON.parse(body as string)]);
    return path === '/api/set-up' ? onSetUp() : onSignIn();
  });
});

const invited: SetUpInvitation = {
  ...{ isFirst: false, email: 'max@desk.example', name: 'Max', hasFactor: false, isReset: false },
};

function show(invitation: SetUpInvitation = invited) {
  history.replaceState(null, '', '/set-up?token=secret');
  render(<SetUpForm token="secret" invitation={invitation} />);
}

async function fill(label: RegExp, text: string) {
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.paste(text);
}

const PASSWORD = 'four unrelated words here';
const save = () => userEvent.click(screen.getByText('Set password and sign in'));

describe('a one-time link', () => {
  it('doesn’t stay in the address bar', () => {
    const replace = vi.spyOn(history, 'replaceState');
    render(<SetUpForm token="secret" invitation={invited} />);
    expect(replace).toHaveBeenLastCalledWith(null, '', '/set-up');
  });

  it('sets the password, and signs in with it', async () => {
    show();
    await fill(/^Password/, PASSWORD);
    await save();
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/'));
    expect(calls.map(([path]) => path)).toEqual([
      ...['/api/set-up', '/api/auth/callback/credentials'],
    ]);
    expect(calls[0]?.[1]).toEqual({ token: 'secret', password: PASSWORD });
    expect(calls[1]?.[1]).toMatchObject({ email: 'max@desk.example', password: PASSWORD });
  });

  it('goes to the sign-in page where a second factor is asked for', async () => {
    onSignIn = leadsTo('http://desk.example/?error=second_factor_required');
    show({ ...invited, hasFactor: true });
    await fill(/^Password/, PASSWORD);
    await save();
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/sign-in'));
  });

  it('creates the first administrator, with a name and an email', async () => {
    onSignIn = leadsTo('http://desk.example/welcome');
    show({ isFirst: true });
    await fill(/^Name/, 'Ada');
    await fill(/^Email/, 'ada@desk.example');
    await fill(/^Password/, PASSWORD);
    await userEvent.click(screen.getByText('Create administrator'));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/welcome'));
    expect(calls[0]?.[1]).toEqual({
      ...{ token: 'secret', password: PASSWORD, name: 'Ada', email: 'ada@desk.example' },
    });
  });
});

describe('a password that can’t be set', () => {
  it('says at its field what is wrong, and stays in it', async () => {
    const message = 'This password is easy to guess.';
    const errors = [{ path: 'password', code: 'x', message }];
    onSetUp = () => aProblem(400, 'invalid_request', { errors });
    show();
    await fill(/^Password/, 'passwordpassword');
    await save();
    expect(await screen.findByText('Fix 1 error to continue')).toBeTruthy();
    const field = screen.getByLabelText<HTMLInputElement>(/^Password/);
    expect([field.value, field.getAttribute('aria-invalid')]).toEqual(['passwordpassword', 'true']);
    expect(screen.getAllByText(message)).toHaveLength(2);
    expect(assign).not.toHaveBeenCalled();
  });

  it('(the link was used) says what to do', async () => {
    const detail = 'This link doesn’t work anymore. Ask an admin for a new one.';
    onSetUp = () => aProblem(404, 'not_found', { detail });
    show();
    await fill(/^Password/, PASSWORD);
    await save();
    expect(await screen.findByText(detail)).toBeTruthy();
  });

  it('is sent once, however often the button is pressed', async () => {
    let answer: (response: Response) => void = () => undefined;
    onSetUp = () => new Promise((resolve) => (answer = resolve));
    show();
    await fill(/^Password/, PASSWORD);
    await save();
    await userEvent.click(screen.getByRole('button', { name: 'Set password and sign in' }));
    expect(calls).toHaveLength(1);
    answer(done());
    await waitFor(() => expect(assign).toHaveBeenCalledTimes(1));
  });
});

it('a password that is set stays so if signing in fails, and the link isn’t used again', async () => {
  onSignIn = leadsTo('http://desk.example/?error=too_many_attempts');
  show();
  await fill(/^Password/, PASSWORD);
  await save();
  expect(await screen.findByText('Your password is set')).toBeTruthy();
  expect(screen.getByText(/Too many failed attempts\. Wait a minute/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in');
  expect(screen.queryByText('Set password and sign in')).toBeNull();
});
