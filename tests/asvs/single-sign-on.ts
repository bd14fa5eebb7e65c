import { met, notApplicable, type Chapter } from './item';

const provider = 'lib/server/auth/oidc-provider.ts';
const tests = 'tests/api/single-sign-on.test.ts';
const hostile = `${tests} › refuses an ID token`;

export const oauth: Chapter = {
  number: 10,
  title: 'OAuth and OpenID Connect',
  items: [
    met(
      '10.1.1',
      'Tokens stay on the server',
      [provider],
      ['tests/e2e/canaries.spec.ts', 'tests/e2e/browser-storage.spec.ts'],
    ),
    met(
      '10.1.2',
      'An answer belongs to a question of this browser',
      [provider],
      [`${tests} › refuses an answer to a question this browser didn’t ask`],
    ),
    met(
      '10.2.1',
      'PKCE and state',
      [provider],
      [`${tests} › asks the provider with PKCE, state and nonce`],
    ),
    ...notApplicable('10.2.2', 'Several providers', 'There is one, named in the settings.'),
    ...notApplicable('10.3.1–4', 'Access tokens of others', 'No route accepts one.'),
    ...notApplicable('10.4.1–11', 'Issuing tokens', 'We are no authorization server.'),
    met('10.5.1', 'nonce', [provider], [hostile]),
    met(
      '10.5.2',
      'Issuer and subject identify a person',
      ['lib/server/auth/identities.ts'],
      [`${tests} › isn’t connected by its address`],
    ),
    met('10.5.3', 'The issuer is exactly the one in the settings', [provider], [hostile]),
    met('10.5.4', 'The audience is us', [provider], [hostile]),
    ...notApplicable(
      '10.5.5',
      'Sign-out called by the provider',
      'Not offered; sessions end by their limits.',
    ),
    ...notApplicable('10.6.1–2', 'Being a provider', 'We are none.'),
    ...notApplicable('10.7.1–3', 'Consent', 'We are no authorization server.'),
  ],
};
