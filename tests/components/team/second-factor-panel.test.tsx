import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SecondFactorPanel } from '@/components/team/second-factor-panel';
import { Toaster } from '@/components/ui/toaster';
import { forgetStepUp, rememberStepUp, setStepUpAsker } from '@/lib/client/step-up';
import type { Factors } from '@/lib/contract/factors';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

beforeAll(() =>
  Promise.all([
    import('@/components/team/add-totp-dialog'),
    import('@/components/team/recovery-codes-dialog'),
    import('@/components/team/passkey-dialog'),
  ]),
);
afterEach(() => {
  forgetStepUp();
  setStepUpAsker(null);
});

const none: Factors = {
  ...{ totp: null, passkeys: [], recoveryCodesLeft: 0, requiredBy: null },
  confirmsWith: ['password'],
};
const withApp: Factors = {
  ...none,
  totp: { confirmedAt: '2026-11-01T09:00:00.000Z' },
  ...{ recoveryCodesLeft: 10, confirmsWith: ['code', 'password'] },
};
const laptop = {
  ...{ id: 'pk/1', name: 'Work laptop', createdAt: '2026-11-01T09:00:00.000Z' },
  lastUsedAt: null,
};
const withPasskey: Factors = { ...none, passkeys: [laptop], recoveryCodesLeft: 10 };

const recoveryCodes = ['AAAA-1111', 'BBBB-2222'];
const newTotp = { secret: 'JBSWY3DP', uri: 'otpauth://totp/Desk:ann?secret=JBSWY3DP' };

function show(
  factors: Factors,
  answer: (call: ApiCall) => unknown = () => undefined,
  onAdded?: () => void,
) {
  const calls = stubApi((call) => {
    const said = answer(call);
    if (said !== undefined) return said;
    if (call.method === 'GET') return factors;
    if (call.path === '/api/factors/totp' && call.method === 'POST') return newTotp;
    if (call.method === 'POST') return { recoveryCodes };
    return new Response(null, { status: 204 });
  });
  renderAt(
    '',
    <>
      <SecondFactorPanel onAdded={onAdded} />
      <Toaster />
    </>,
  );
  return {
    writes: () =>
      calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
  };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

async function enterCode(code: string) {
  const dialog = await screen.findByRole('dialog', { name: 'Add an authenticator app' });
  await userEvent.click(within(dialog).getByLabelText('Code'));
  await userEvent.paste(code);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
  return dialog;
}

describe('an authenticator app', () => {
  it('is added with its first code, and recovery codes are shown until they are saved', async () => {
    rememberStepUp();
    const { writes } = show(none);
    await press('Add app');
    expect(await screen.findByText('JBSWY3DP')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'QR code for your authenticator app' })).toBeTruthy();
    await enterCode('123 456');
    const codes = await screen.findByRole('dialog', { name: 'Save your recovery codes' });
    expect(
      within(codes)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(recoveryCodes);
    await press('Done');
    expect(screen.getByText('Save the codes first, then select the box.')).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    expect(screen.getByText('AAAA-1111')).toBeTruthy();
    await userEvent.click(screen.getByLabelText('I have saved them in a safe place'));
    await press('Done');
    await waitFor(() => expect(screen.queryByText('AAAA-1111')).toBeNull());
    expect(writes()).toEqual(['POST /api/factors/totp', 'POST /api/factors/totp/confirm']);
  });

  it('isn’t added without a code', async () => {
    rememberStepUp();
    const { writes } = show(none);
    await press('Add app');
    const dialog = await screen.findByRole('dialog', { name: 'Add an authenticator app' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(within(dialog).getByText('Enter the code.')).toBeTruthy();
    expect(writes()).toEqual(['POST /api/factors/totp']);
  });

  it('stays open with the same key after a wrong code, which is selected', async () => {
    rememberStepUp();
    const message = 'The code is wrong. Check the clock of your phone.';
    show(none, ({ path }) =>
      path.endsWith('/confirm')
        ? aProblem(400, 'invalid_request', { errors: [{ path: 'code', code: 'x', message }] })
        : undefined,
    );
    await press('Add app');
    const dialog = await enterCode('000000');
    expect(await within(dialog).findByText(message)).toBeTruthy();
    const field = within(dialog).getByLabelText<HTMLInputElement>('Code');
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(['000000', 0, 6]);
    expect(within(dialog).getByText('JBSWY3DP')).toBeTruthy();
  });

  it('isn’t begun where the person declines to confirm their password', async () => {
    const asked = vi.fn(() => Promise.resolve(false));
    setStepUpAsker(asked);
    const { writes } = show(none);
    await press('Add app');
    expect(asked).toHaveBeenCalledTimes(1);
    expect(writes()).toEqual([]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is removed after a question that says what is lost with the last factor', async () => {
    const { writes } = show(withApp);
    await press('Remove');
    const dialog = await screen.findByRole('dialog', { name: 'Remove your authenticator app?' });
    expect(within(dialog).getByText(/^Your password alone will be enough to sign in/)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Authenticator app removed')).toBeTruthy();
    expect(writes()).toEqual(['DELETE /api/factors/totp']);
  });

  it('that isn’t the last factor loses only its codes', async () => {
    show({ ...withApp, passkeys: [laptop] });
    await press('Remove');
    expect(await screen.findByText(/^Its codes stop working\./)).toBeTruthy();
  });

  it('that the policy keeps from being removed says so in the question', async () => {
    const detail = 'Your role requires a second factor.';
    show(withApp, ({ method }) =>
      method === 'DELETE' ? aProblem(422, 'second_factor_required', { detail }) : undefined,
    );
    await press('Remove');
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await within(dialog).findByText(detail)).toBeTruthy();
    expect(screen.queryByText('Authenticator app removed')).toBeNull();
  });
});

describe('recovery codes', () => {
  it.each([
    [10, '10 codes left for when you don’t have your second factor.', null],
    [3, '3 codes left for when you don’t have your second factor.', 'Few left'],
    [1, '1 code left for when you don’t have your second factor.', 'Few left'],
    [0, '0 codes left for when you don’t have your second factor.', 'None left'],
  ])('(%i left) say how many there are', async (recoveryCodesLeft, words, badge) => {
    show({ ...withApp, recoveryCodesLeft });
    expect(await screen.findByText(words)).toBeTruthy();
    const badges = [...screen.queryAllByText('Few left'), ...screen.queryAllByText('None left')];
    expect(badges.map(({ textContent }) => textContent)).toEqual(badge === null ? [] : [badge]);
  });

  it('aren’t offered without a second factor', async () => {
    show(none);
    expect(await screen.findByText('Authenticator app')).toBeTruthy();
    expect(screen.queryByText('Recovery codes')).toBeNull();
  });

  it('are replaced by new ones', async () => {
    const { writes } = show(withApp);
    await press('New codes');
    expect(await screen.findByText('BBBB-2222')).toBeTruthy();
    expect(writes()).toEqual(['POST /api/factors/recovery-codes']);
  });
});

describe('a passkey', () => {
  it('isn’t offered by a browser that has none', async () => {
    show(none);
    expect(await screen.findByText('This browser doesn’t support passkeys.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add passkey' })).toBeNull();
  });

  it('is renamed', async () => {
    const { writes } = show(withPasskey);
    await press('Rename Work laptop');
    const dialog = await screen.findByRole('dialog', { name: 'Rename passkey' });
    const field = within(dialog).getByLabelText<HTMLInputElement>('Name');
    expect(field.value).toBe('Work laptop');
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste('Old laptop');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(writes()).toEqual(['PATCH /api/passkeys/pk%2F1']);
  });

  it('keeps its new name in the field where it is refused', async () => {
    const message = 'Enter a name.';
    show(withPasskey, ({ method }) =>
      method === 'PATCH'
        ? aProblem(400, 'invalid_request', { errors: [{ path: 'name', code: 'x', message }] })
        : undefined,
    );
    await press('Rename Work laptop');
    const dialog = await screen.findByRole('dialog');
    await userEvent.clear(within(dialog).getByLabelText('Name'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(message)).toBeTruthy();
    expect(within(dialog).queryByText('Couldn’t rename the passkey')).toBeNull();
  });

  it('is removed by its name', async () => {
    const { writes } = show({ ...withPasskey, totp: withApp.totp });
    await press('Remove Work laptop');
    const dialog = await screen.findByRole('dialog', { name: 'Remove the passkey Work laptop?' });
    expect(within(dialog).getByText(/^It no longer works here\./)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Passkey removed')).toBeTruthy();
    expect(writes()).toEqual(['DELETE /api/passkeys/pk%2F1']);
  });
});

describe('a role that requires a second factor', () => {
  it('says by when to add one', async () => {
    show({ ...none, requiredBy: '2026-12-24T12:00:00.000Z' });
    expect(await screen.findByText('Your role requires a second factor')).toBeTruthy();
    expect(screen.getByText(/^24 Dec 2026, /)).toBeTruthy();
  });

  it('lets the person go on once they have one and saved its codes', async () => {
    rememberStepUp();
    const onAdded = vi.fn();
    show({ ...none, requiredBy: '2026-11-24T12:00:00.000Z' }, undefined, onAdded);
    await press('Add app');
    await enterCode('123456');
    await screen.findByText('AAAA-1111');
    expect(onAdded).not.toHaveBeenCalled();
    await userEvent.click(screen.getByLabelText('I have saved them in a safe place'));
    await press('Done');
    expect(onAdded).toHaveBeenCalledTimes(1);
  });
});

it('factors that can’t be loaded are replaced by the reason', async () => {
  show(none, ({ method }) => (method === 'GET' ? aProblem(503, 'unavailable') : undefined));
  expect(await screen.findByText('Couldn’t load your second factors')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Add app' })).toBeNull();
});
