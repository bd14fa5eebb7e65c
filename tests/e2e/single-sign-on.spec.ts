import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import Provider from 'oidc-provider';
import { freePort } from '@/tests/support/free-port';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { choose, press, tabTo } from './keyboard-support';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test, takenOver } from './test';

const CLIENT = { id: 'desk', secret: 'a secret of the test provider' };

const keys = { own: newKey(), other: newKey() };

function newKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** What the provider says otherwise in the next ID tokens, and how it signs them. */
type Hostile = { claims?: Record<string, unknown>; signature?: 'none' | 'other' };
let hostile: Hostile | null = null;

let provider: Server;
let server: TestServer;

/** A certified OpenID provider, which signs in anyone by the name they type. */
function startProvider(issuer: string, deskUrl: string): Server {
  const openid = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${deskUrl}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${deskUrl}/sign-in`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    jwks: { keys: [{ ...keys.own.export({ format: 'jwk' }), kid: 'own', use: 'sig' }] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@reseller.example`,
        email_verified: true,
        name: `Person ${id}`,
      }),
    }),
  });
  const answer = openid.callback();
  return createServer((request, response) => {
    if (hostile && request.url === '/token') changeToken(response, hostile);
    void answer(request, response);
  });
}

/** Changes the ID token in the answer that is about to be sent. */
function changeToken(response: ServerResponse, { claims, signature }: Hostile): void {
  const end = response.end.bind(response);
  const endChanged = async (body: string) => {
    const tokens = JSON.parse(body) as { id_token: string };
    const said = { ...decodeJwt(tokens.id_token), ...claims };
    tokens.id_token =
      signature === 'none'
        ? new UnsecuredJWT(said).encode()
        : await new SignJWT(said)
            .setProtectedHeader({ alg: 'RS256', kid: 'own' })
            .sign(keys[signature ?? 'own']);
    const changed = JSON.stringify(tokens);
    response.setHeader('content-length', Buffer.byteLength(changed));
    end(changed);
  };
  response.end = (body?: unknown) => {
    void endChanged(String(body));
    return response;
  };
}

test.beforeAll(async () => {
  const [port, deskPort] = [await freePort(), await freePort()];
  const issuer = `http://127.0.0.1:${port}`;
  provider = startProvider(issuer, `http://localhost:${deskPort}`);
  await new Promise<void>((resolve) => provider.listen(port, '127.0.0.1', resolve));
  server = await startTestServer({
    port: deskPort,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_ALLOWED_DOMAINS: 'reseller.example',
      OIDC_DEFAULT_ROLE: 'viewer',
    },
  });
});
test.afterAll(async () => {
  await server.stop();
  provider.close();
});

test('a person signs in at the provider, works, and signs out of both, with the keyboard', async ({
  page,
}) => {
  await page.goto(`${server.url}/devices`);
  await expectSound(page);
  await press(page, page.getByRole('button', { name: 'Continue with single sign-on' }));
  await tabTo(page, page.getByPlaceholder('Enter any login'));
  await page.keyboard.type('ann');
  await tabTo(page, page.getByPlaceholder('and password'));
  await page.keyboard.type('any');
  await page.keyboard.press('Enter');
  await press(page, page.getByRole('button', { name: 'Continue' }));
  await expect(page).toHaveURL(`${server.url}/devices`);
  await takenOver(page);
  await choose(
    page,
    page.getByRole('button', { name: 'Signed in as Person ann' }),
    page.getByRole('menuitem', { name: 'Sign out' }),
  );
  await press(page, page.getByRole('button', { name: 'Yes, sign me out' }));
  await expect(page).toHaveURL(`${server.url}/sign-in`);
  await takenOver(page);
  // The provider has forgotten the person, too: it asks again.
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
});

test('a person without a password confirms by signing in at the provider again', async ({
  page,
}) => {
  const signInThere = async () => {
    await page.getByPlaceholder('Enter any login').fill('bo');
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
  };
  await page.goto(`${server.url}/profile`);
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await signInThere();
  // Asked by the provider once, about the desk.
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(`${server.url}/profile`);
  await takenOver(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm with single sign-on' });
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await signInThere();
  await expect(page).toHaveURL(`${server.url}/profile`);
  await takenOver(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('single sign-on is your only way in')).toBeVisible();
});

test('a person on the team connects the identity in their profile', async ({ page }) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto(`${server.url}/profile`);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(server.admin.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByPlaceholder('Enter any login').fill('the-admin');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(`${server.url}/profile`);
  await expect(page.getByText(/^Connected to 127\.0\.0\.1/)).toBeVisible();
});

test('a refusal is explained on the sign-in page', async ({ page }) => {
  await page.goto(`${server.url}/sign-in?error=domain_not_allowed`);
  await expect(page.getByText('Addresses of this domain aren’t let in')).toBeVisible();
  await page.goto(`${server.url}/sign-in?error=%3Cscript%3E`);
  await expect(page.getByText('Signing in didn’t work. Start again.')).toBeVisible();
});

const didNotWork = 'Signing in at the provider didn’t work, or took too long. Start again.';
const hostileAnswers: [what: string, answer: Hostile, told: string][] = [
  ['of another issuer', { claims: { iss: 'https://evil.example' } }, didNotWork],
  ['for another client', { claims: { aud: 'other' } }, didNotWork],
  ['with another nonce', { claims: { nonce: 'other' } }, didNotWork],
  ['that has expired', { claims: { exp: 1_700_000_000 } }, didNotWork],
  ['that isn’t signed', { signature: 'none' }, didNotWork],
  ['signed with another key', { signature: 'other' }, didNotWork],
  [
    'with an unverified address',
    { claims: { email_verified: false } },
    'Your provider didn’t confirm your email address, so you can’t be let in by it. Ask an admin for an invitation.',
  ],
];

test('a provider’s hostile answers let nobody in, and each is explained', async ({ page }) => {
  const begin = async () => {
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  };
  hostile = hostileAnswers[0]?.[1] ?? null;
  await begin();
  await page.getByPlaceholder('Enter any login').fill('cy');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  for (const [index, [what, answer, told]] of hostileAnswers.entries()) {
    hostile = answer;
    // The provider knows the person by now, and asks nothing.
    if (index > 0) await begin();
    await expect(page.getByText(told), what).toBeVisible();
    await expect(page, what).toHaveURL(/\/sign-in\?/);
    const names = (await page.context().cookies(server.url)).map(({ name }) => name);
    expect(
      names.filter((name) => name.includes('session-token')),
      what,
    ).toEqual([]);
  }
  // The same person with a new address is the same member of the team.
  for (const email of ['cy@reseller.example', 'cy.new@reseller.example']) {
    hostile = { claims: { email } };
    await page.context().clearCookies({ domain: 'localhost' });
    await begin();
    await expect(page.getByRole('button', { name: 'Signed in as Person cy' })).toBeVisible();
  }
  hostile = null;
  const team = (await (await (await signedIn(server)).get('/api/staff')).json()) as {
    items: { name: string }[];
  };
  expect(team.items.filter(({ name }) => name === 'Person cy')).toHaveLength(1);
});
