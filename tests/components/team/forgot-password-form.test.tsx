import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ForgotPasswordForm } from '@/components/team/forgot-password-form';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

const done = () => new Response(null, { status: 204 });

async function ask(email: string, answer: (call: ApiCall) => unknown = done) {
  const calls = stubApi(answer);
  renderAt('', <ForgotPasswordForm />);
  await userEvent.click(screen.getByLabelText(/^Email/));
  await userEvent.paste(email);
  await userEvent.keyboard('{Enter}');
  return calls;
}

it('says the same whether anyone has the address, and how long the link works', async () => {
  const calls = await ask(' ann@desk.example ');
  const said = await screen.findByRole('status');
  expect(said.textContent).toMatch(
    /^If ann@desk\.example has a password here, an email with a link is on its way\. The link works once, for 45 minutes\./,
  );
  expect(document.activeElement).toBe(said);
  expect(screen.queryByLabelText(/^Email/)).toBeNull();
  expect(calls[0]).toMatchObject({ method: 'POST', path: '/api/password-reset' });
});

it('leads back to the sign-in page, before and after', async () => {
  await ask('ann@desk.example');
  await screen.findByRole('status');
  expect(screen.getByRole('link', { name: 'Back to sign in' }).getAttribute('href')).toBe(
    '/sign-in',
  );
});

it('shows at the field that it isn’t an address, and keeps it', async () => {
  const message = 'Enter an email address.';
  await ask('ann', () =>
    aProblem(400, 'invalid_request', { errors: [{ path: 'email', code: 'x', message }] }),
  );
  const field = screen.getByLabelText<HTMLInputElement>(/^Email/);
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect(screen.getByText('Couldn’t request a link')).toBeTruthy();
  expect(field.value).toBe('ann');
});

it('says why it can’t be asked for now, and can be asked for again', async () => {
  let isBusy = true;
  const detail = 'Too many requests. Wait a minute and try again.';
  const calls = await ask('ann@desk.example', () =>
    isBusy ? aProblem(429, 'too_many_requests', { detail }) : done(),
  );
  expect(await screen.findByText(detail)).toBeTruthy();
  isBusy = false;
  await userEvent.click(screen.getByText('Email me a link'));
  expect(await screen.findByRole('status')).toBeTruthy();
  expect(calls.map(({ body }) => body)).toEqual([
    { email: 'ann@desk.example' },
    { email: 'ann@desk.example' },
  ]);
});

it('says that the server can’t be reached', async () => {
  await ask('ann@desk.example', () => {
    throw new TypeError('Failed to fetch');
  });
  expect(await screen.findByText(/^The server can’t be reached\./)).toBeTruthy();
});
