import type { Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addAuthenticator } from './authenticator';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

type Person = { email: string; password: string };

async function enterPassword(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** A new person, signed in, with a passkey that was made on the profile page. */
async function personWithPasskey(page: Page): Promise<Person> {
  const person = await addStaff(server, await signedIn(server), 'technician');
  await page.goto('/profile');
  await enterPassword(page, person);
  const panel = page.getByRole('region', { name: 'Second factor' });
  await panel.getByRole('button', { name: 'Add passkey' }).click();
  const confirmation = page.getByRole('dialog', { name: 'Confirm your password' });
  await confirmation.getByLabel('Your password').fill(person.password);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByLabel('Name').fill('Work laptop');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const codes = page.getByRole('dialog', { name: 'Save your recovery codes' });
  await codes.getByRole('checkbox').check();
  await codes.getByRole('button', { name: 'Done' }).click();
  await expect(panel).toContainText('Work laptop');
  return person;
}

type Wish = { userVerification?: UserVerificationRequirement; rpId?: string };

/** Signs a challenge with the passkey in this page, whatever the server asked for. */
function signChallenge(page: Page, challenge: string, wish: Wish = {}): Promise<unknown> {
  return page.evaluate(
    async ([given, { userVerification = 'required', rpId = 'localhost' }]) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
          c.charCodeAt(0),
        );
      const credential = (await navigator.credentials.get({
        publicKey: { challenge: bytes(given), rpId, userVerification },
      })) as PublicKeyCredential;
      return credential.toJSON() as unknown;
    },
    [challenge, wish] as const,
  );
}

async function newChallenge(page: Page): Promise<string> {
  const answer = await page.request.post('/api/passkeys/sign-in-options', {
    headers: { origin: server.url },
  });
  return ((await answer.json()) as { challenge: string }).challenge;
}

/** @returns the error of next-auth's answer; null: signed in */
async function enterWith(page: Page, answer: unknown): Promise<string | null> {
  const { csrfToken } = (await (await page.request.get('/api/auth/csrf')).json()) as {
    csrfToken: string;
  };
  const response = await page.request.post('/api/auth/callback/passkey', {
    form: { csrfToken, response: JSON.stringify(answer), json: 'true' },
    headers: { origin: server.url },
  });
  const { url } = (await response.json()) as { url: string };
  return new URL(url).searchParams.get('error');
}

test('a passkey is made on the profile page, signs in without typing, confirms, and is removed', async ({
  page,
}) => {
  await addAuthenticator(page);
  const person = await personWithPasskey(page);
  await page.context().clearCookies();
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  const panel = page.getByRole('region', { name: 'Second factor' });
  await expect(panel).toContainText('last used');
  await expect(page.getByText(person.email).first()).toBeVisible();

  await panel.getByRole('button', { name: 'Rename Work laptop' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename passkey' });
  await rename.getByLabel('Name').fill('Old laptop');
  await page.keyboard.press('Enter');
  const confirmation = page.getByRole('dialog', { name: 'Confirm with your passkey' });
  await confirmation.getByRole('button', { name: 'Confirm' }).click();
  await expect(panel).toContainText('Old laptop');

  await panel.getByRole('button', { name: 'Remove Old laptop' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove the passkey Old laptop?' });
  await removal.getByRole('button', { name: 'Remove' }).click();
  await expect(panel).not.toContainText('Old laptop');
});

test('a passkey selected in the email field signs in, and the button works beside that', async ({
  page,
}) => {
  const { cdp, id } = await addAuthenticator(page, { hasAutofill: true });
  const person = await personWithPasskey(page);
  const panel = page.getByRole('region', { name: 'Second factor' });

  await test.step('the authenticator selects the passkey as soon as it is offered', async () => {
    await page.context().clearCookies();
    await page.goto('/profile');
    await expect(panel).toContainText('last used');
    await expect(page.getByText(person.email).first()).toBeVisible();
  });

  await test.step('the offer waits, and the button takes its place', async () => {
    const selectAtOnce = (enabled: boolean) =>
      cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled });
    await selectAtOnce(false);
    await page.context().clearCookies();
    await page.addInitScript(() => {
      const container = navigator.credentials;
      const get = container.get.bind(container);
      container.get = (options) => {
        document.documentElement.dataset.offered = '';
        return get(options);
      };
    });
    await page.goto('/profile');
    await expect(page.getByLabel('Email')).toHaveAttribute('autocomplete', 'username webauthn');
    // What is offered from now on would be selected at once.
    await expect(page.locator('html[data-offered]')).toBeAttached();
    await selectAtOnce(true);
    let challenges = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/passkeys/sign-in-options')) challenges += 1;
    });
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await expect(panel).toContainText('last used');
    // Another offer would sign in again while the next page loads, and end the session it was for.
    expect(challenges).toBe(1);
  });
});

test('the server refuses what an authenticator must not have signed', async ({ page }) => {
  const { cdp, id } = await addAuthenticator(page);
  const person = await personWithPasskey(page);
  await page.context().clearCookies();
  await page.goto('/sign-in');

  await test.step('user verification off', async () => {
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    const wish = { userVerification: 'discouraged' } as const;
    const answer = await signChallenge(page, await newChallenge(page), wish);
    expect(await enterWith(page, answer)).toBe('passkey_refused');
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true });
  });

  await test.step('a replayed challenge', async () => {
    const answer = await signChallenge(page, await newChallenge(page));
    expect(await enterWith(page, answer)).toBeNull();
    await page.context().clearCookies();
    expect(await enterWith(page, answer)).toBe('passkey_refused');
  });

  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id });
  const own = credentials[0];
  if (!own) throw new Error('The authenticator has no credential.');
  const { credentialId } = own;
  const put = async (change: Partial<typeof own>) => {
    await cdp.send('WebAuthn.removeCredential', { authenticatorId: id, credentialId });
    const credential = { ...own, ...change };
    await cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential });
  };

  await test.step('a counter that went back', async () => {
    await put({ signCount: 0 });
    const answer = await signChallenge(page, await newChallenge(page));
    expect(await enterWith(page, answer)).toBe('passkey_refused');
    await put({ signCount: own.signCount + 10 });
    expect(await enterWith(page, await signChallenge(page, await newChallenge(page)))).toBeNull();
    await page.context().clearCookies();
  });

  await test.step('another origin of the same site', async () => {
    const challenge = await newChallenge(page);
    await page.route('http://localhost:4999/**', (route) => route.fulfill({ body: 'elsewhere' }));
    await page.goto('http://localhost:4999/');
    const answer = await signChallenge(page, challenge);
    await page.goto('/sign-in');
    expect(await enterWith(page, answer)).toBe('passkey_refused');
  });

  await test.step('another RP ID', async () => {
    const challenge = await newChallenge(page);
    await put({ rpId: 'other.localhost', signCount: own.signCount + 50 });
    await page.route('http://other.localhost/**', (route) => route.fulfill({ body: 'elsewhere' }));
    await page.goto('http://other.localhost/');
    const answer = await signChallenge(page, challenge, { rpId: 'other.localhost' });
    await page.goto('/sign-in');
    expect(await enterWith(page, answer)).toBe('passkey_refused');
    await put({ signCount: own.signCount + 100 });
  });

  await test.step('another person’s credential', async () => {
    const other = await addStaff(server, await signedIn(server), 'technician');
    const client = await signedIn(server, other);
    const answer = await client.post('/api/passkeys/step-up-options');
    const { challenge } = (await answer.json()) as { challenge: string };
    const signed = await signChallenge(page, challenge);
    const refused = await client.post('/api/step-up', { data: { passkey: signed } });
    expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([
      403,
      'step_up_failed',
    ]);
  });

  await page.goto('/sign-in?callbackUrl=/profile');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
  await expect(page.getByText(person.email).first()).toBeVisible();
});
