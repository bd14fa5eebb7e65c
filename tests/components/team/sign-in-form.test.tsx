import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SignInForm } from '@/components/team/sign-in-form';

let assign: ReturnType<typeof vi.fn>;
/** What was sent to open a session, in order. */
let sent: Record<string, string>[];
/** The answers of next-auth, in order: where it leads, with `?error=` if it refused. */
let answers: (() => Response)[];

const leadsTo = (url: string) => () => Response.json({ url });
const refuses = (code: string) =>
  leadsTo(`http://desk.example/api/auth/error?error=${encodeURIComponent(code)}`);

beforeEach(() => {
  sent = [];
  answers = [];
  assign = vi.fn();
  vi.stubGlobal('location', {
    ...{ assign, origin: 'http://desk.example', href: 'http://desk.example/sign-in' },
    ...{ pathname: '/sign-in', search: '', hash: '' },
  });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (path === '/api/auth/csrf') return Response.json({ csrfToken: 'token' });
    sent.push(Object.fromEntries(new URLSearchParams(init.body as URLSearchParams)));
    const answer = answers.shift();
    if (!answer) throw new TypeError('Failed to fetch');
    return answer();
  });
});

async function fill(label: RegExp, text: string) {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
}

const press = (name: string) => userEvent.click(screen.getByText(name));

async function signIn(canReset = false) {
  render(<SignInForm callbackUrl="/users?search=ann" canReset={canReset} />);
  await fill(/^Email/, 'ann@desk.example');
  await fill(/^Password/, 'four unrelated words here');
  await press('Sign in');
}

const field = (label: RegExp) => screen.getByLabelText<HTMLInputElement>(label);

describe('signing in', () => {
  it('leads on to the page that was wanted', async () => {
    answers = [leadsTo('http://desk.example/users?search=ann')];
    await signIn();
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/users?search=ann'));
    expect(sent).toEqual([
      {
        ...{ csrfToken: 'token', email: 'ann@desk.example', code: '', json: 'true' },
        ...{ password: 'four unrelated words here', callbackUrl: '/users?search=ann' },
      },
    ]);
  });

  it('never leads to another site', async () => {
    answers = [leadsTo('https://evil.example//other.example/users')];
    await signIn();
    await waitFor(() => expect(assign).toHaveBeenCalledTimes(1));
    expect(String(assign.mock.calls[0]?.[0])).toMatch(/^\/(?!\/)/);
  });

  it.each([
    ['CredentialsSignin', 'The email or password is wrong.'],
    ['password_sign_in_off', 'Passwords are turned off here. Use single sign-on.'],
    ['too_many_attempts', 'Too many failed attempts. Wait a minute and try again.'],
    ['something new', 'Couldn’t sign you in. Try again in a moment.'],
  ])('that is refused (%s) says why and keeps what was typed', async (code, message) => {
    answers = [refuses(code)];
    await signIn();
    expect(await screen.findByText(message)).toBeTruthy();
    expect(screen.getByText('Couldn’t sign you in')).toBeTruthy();
    expect(field(/^Email/).value).toBe('ann@desk.example');
    expect(field(/^Password/).value).toBe('four unrelated words here');
    expect(assign).not.toHaveBeenCalled();
  });

  it('says that the server can’t be reached', async () => {
    await signIn();
    expect(
      await screen.findByText('The server can’t be reached. Check your connection and try again.'),
    ).toBeTruthy();
  });

  it('says again that it failed, when it fails a second time', async () => {
    answers = [refuses('CredentialsSignin'), refuses('too_many_attempts')];
    await signIn();
    await screen.findByText('The email or password is wrong.');
    field(/^Password/).focus();
    await press('Sign in');
    expect(await screen.findByText(/^Too many failed attempts/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('alert')));
    expect(screen.queryByText('The email or password is wrong.')).toBeNull();
  });
});

describe('signing in with a second factor', () => {
  it('asks for its code as the next step, which isn’t an error', async () => {
    answers = [refuses('second_factor_required'), leadsTo('http://desk.example/')];
    await signIn();
    const code = await screen.findByLabelText(/^Code from your authenticator app/);
    expect(document.activeElement).toBe(code);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('ann@desk.example')).toBeTruthy();
    await userEvent.paste('123 456');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/'));
    expect(sent[1]).toMatchObject({
      ...{ email: 'ann@desk.example', password: 'four unrelated words here', code: '123 456' },
    });
  });

  it('shows at the code that it is wrong, selected to be typed over', async () => {
    answers = [refuses('second_factor_required'), refuses('second_factor_wrong')];
    await signIn();
    await screen.findByLabelText(/^Code from/);
    await userEvent.paste('000000');
    await press('Sign in');
    expect(await screen.findByText(/^The code is wrong or was used before/)).toBeTruthy();
    const code = field(/^Code from/);
    expect(code.getAttribute('aria-invalid')).toBe('true');
    expect([code.value, code.selectionStart, code.selectionEnd]).toEqual(['000000', 0, 6]);
  });

  it('takes a recovery code instead', async () => {
    answers = [refuses('second_factor_required'), leadsTo('http://desk.example/')];
    await signIn();
    await screen.findByLabelText(/^Code from/);
    await userEvent.paste('12');
    await press('Use a recovery code instead');
    expect(field(/^Recovery code/).value).toBe('');
    await fill(/^Recovery code/, 'ABCD-EFGH');
    await press('Sign in');
    await waitFor(() => expect(sent[1]).toMatchObject({ code: 'ABCD-EFGH' }));
  });

  it('goes back to the password, with what was typed', async () => {
    answers = [refuses('second_factor_required')];
    await signIn();
    await screen.findByLabelText(/^Code from/);
    await press('Back');
    await waitFor(() => expect(document.activeElement).toBe(field(/^Password/)));
    expect(field(/^Password/).value).toBe('four unrelated words here');
    expect(screen.queryByLabelText(/^Code from/)).toBeNull();
  });

  it('starts again where the password has been changed meanwhile', async () => {
    answers = [refuses('second_factor_required'), refuses('CredentialsSignin')];
    await signIn();
    await screen.findByLabelText(/^Code from/);
    await userEvent.paste('123456');
    await press('Sign in');
    expect(await screen.findByText('The email or password is wrong.')).toBeTruthy();
    expect(screen.queryByLabelText(/^Code from/)).toBeNull();
  });
});

describe('a forgotten password', () => {
  it('leads to a page that sends a link, where the server sends email', () => {
    render(<SignInForm callbackUrl="/" canReset />);
    expect(screen.getByRole('link', { name: 'Forgot your password?' }).getAttribute('href')).toBe(
      '/forgot-password',
    );
  });

  it('is a matter for an admin elsewhere', () => {
    render(<SignInForm callbackUrl="/" />);
    expect(screen.getByText(/An admin of your team can give you a link/)).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });
});

it('a browser without passkeys isn’t offered them', () => {
  render(<SignInForm callbackUrl="/" />);
  expect(screen.queryByText('Use a passkey')).toBeNull();
});
