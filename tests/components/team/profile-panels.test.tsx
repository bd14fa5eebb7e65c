import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { NamePanel, PasswordPanel } from '@/components/team/profile-panels';
import { Toaster } from '@/components/ui/toaster';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

const factors = {
  ...{ totp: null, passkeys: [], recoveryCodesLeft: 0, requiredBy: null },
  confirmsWith: ['password'],
};

async function fill(label: string, text: string) {
  const field = screen.getByLabelText(new RegExp(`^${label}`));
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
  return field as HTMLInputElement;
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the person’s name', () => {
  function show(answer: (call: ApiCall) => unknown) {
    const calls = stubApi(answer);
    renderAt(
      '',
      <>
        <NamePanel name="Ann" />
        <Toaster />
      </>,
    );
    return calls;
  }

  it('is saved, and shown as the server keeps it', async () => {
    const calls = show(() => ({ name: 'Ann Archer', email: 'ann@desk.example' }));
    const field = await fill('Name', '  Ann   Archer ');
    await press('Save name');
    expect(await screen.findByText('Name saved')).toBeTruthy();
    expect(field.value).toBe('Ann Archer');
    expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/api/profile' });
  });

  it('stays as it was typed where it is refused, with the reason at the field alone', async () => {
    const message = 'Enter a name.';
    show(() =>
      aProblem(400, 'invalid_request', { errors: [{ path: 'name', code: 'x', message }] }),
    );
    const field = await fill('Name', '   ');
    await press('Save name');
    expect(await screen.findByText(message)).toBeTruthy();
    expect(field.value).toBe('   ');
    expect(screen.queryByText('Couldn’t save your name')).toBeNull();
  });

  it.each([
    [422, 'Couldn’t save your name'],
    [503, 'Outcome unknown: your name may have been saved'],
  ])('(answer %i) claims no more than is known', async (status, title) => {
    show(() => aProblem(status, 'some_reason'));
    await fill('Name', 'Ann Archer');
    await press('Save name');
    expect(await screen.findByText(title)).toBeTruthy();
    expect(screen.getByText('What happened.')).toBeTruthy();
  });
});

describe('the person’s password', () => {
  function show(onChange: (call: ApiCall) => unknown, own: object = factors) {
    const calls = stubApi((call) => (call.method === 'GET' ? own : onChange(call)));
    renderAt(
      '',
      <>
        <PasswordPanel email="ann@desk.example" />
        <Toaster />
      </>,
    );
    return calls;
  }
  const CURRENT = 'the password of before';
  const NEXT = 'four unrelated words here';

  it('is changed, and both fields are emptied', async () => {
    const calls = show(() => new Response(null, { status: 204 }));
    const current = await fill('Current password', CURRENT);
    const next = await fill('New password', NEXT);
    await press('Change password');
    expect(await screen.findByText('Password changed')).toBeTruthy();
    expect(screen.getByText('You’re signed out everywhere else.')).toBeTruthy();
    expect([current.value, next.value]).toEqual(['', '']);
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ current: CURRENT, next: NEXT },
    });
  });

  it.each([
    ['current', 'Current password', 'The current password is wrong.'],
    ['next', 'New password', 'This password is easy to guess.'],
  ])('keeps both where one is refused (%s), and says which', async (path, label, message) => {
    show(() => aProblem(400, 'invalid_request', { errors: [{ path, code: 'x', message }] }));
    const current = await fill('Current password', CURRENT);
    const next = await fill('New password', NEXT);
    await press('Change password');
    expect(await screen.findByText(message)).toBeTruthy();
    const field = screen.getByLabelText(new RegExp(`^${label}`));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect([current.value, next.value]).toEqual([CURRENT, NEXT]);
  });

  it('may be shorter beside a second factor', async () => {
    show(() => null, { ...factors, totp: { confirmedAt: '2026-11-01T09:00:00.000Z' } });
    expect(await screen.findByText(/^At least 8 characters\./)).toBeTruthy();
  });

  it('must be longer without one, and says how many characters are missing', async () => {
    show(() => null);
    expect(screen.getByText(/^At least 15 characters\./)).toBeTruthy();
    await fill('New password', 'four unrelated');
    expect(screen.getByText('1 more character')).toBeTruthy();
    await fill('New password', 'four');
    expect(screen.getByText('11 more characters')).toBeTruthy();
    await fill('New password', 'aaaaaaaaaaaaaaaa');
    expect(screen.getByText('Long enough, but repetitive')).toBeTruthy();
  });

  it('is sent once while the first answer is awaited', async () => {
    let answer: (response: Response) => void = () => undefined;
    const calls = show(() => new Promise<Response>((resolve) => (answer = resolve)));
    await fill('Current password', CURRENT);
    await fill('New password', NEXT);
    await press('Change password');
    await userEvent.type(screen.getByLabelText(/^New password/), '{Enter}');
    await press('Change password');
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    answer(new Response(null, { status: 204 }));
    await waitFor(() => expect(screen.getByText('Password changed')).toBeTruthy());
  });
});
