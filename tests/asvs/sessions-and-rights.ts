import { met, notApplicable, open, type Chapter } from './item';

const sessionsFile = 'lib/server/auth/sessions.ts';

export const sessions: Chapter = {
  number: 7,
  title: 'Sessions',
  items: [
    met(
      '7.1.1',
      'Limits are written down',
      [sessionsFile],
      ['docs/security-inventory.md › ## Sessions'],
    ),
    met(
      '7.1.2',
      'So is how many there may be',
      [sessionsFile],
      ['docs/security-inventory.md › Any number at once'],
    ),
    met(
      '7.1.3',
      'So is single sign-on',
      ['lib/server/auth/single-sign-on.ts'],
      ['docs/operations.md › ## Single sign-on'],
    ),
    met(
      '7.2.1',
      'The server decides',
      [sessionsFile],
      ['tests/api/staff.test.ts › who are disabled have no session'],
    ),
    met(
      '7.2.2',
      'A session has an id of its own',
      [sessionsFile],
      ['tests/api/sign-in-sessions.test.ts › ends the session whose cookie it replaces'],
    ),
    met(
      '7.2.3',
      'Random, 128 bits or more',
      [sessionsFile, 'lib/server/db/client.ts'],
      ['tests/lib/server/db/client.test.ts › has 144 random bits'],
    ),
    met(
      '7.2.4',
      'A new one at sign-in and confirmation',
      [sessionsFile],
      [
        'tests/api/step-up.test.ts › continues under a new id',
        'tests/api/sign-in-sessions.test.ts › ends the session whose cookie it replaces',
      ],
    ),
    met(
      '7.3.1',
      'Idle limit',
      [sessionsFile],
      ['tests/api/idle-sessions.test.ts › with a landing page left open ends after half an hour'],
    ),
    met(
      '7.3.2',
      'Absolute limit',
      [sessionsFile],
      ['tests/api/idle-sessions.test.ts › ends as soon as the team policy says'],
    ),
    met(
      '7.4.1',
      'An ended session is over',
      [sessionsFile],
      ['tests/e2e/sign-in.spec.ts › a stolen copy of a session is useless after signing out'],
    ),
    met(
      '7.4.2',
      'Disabling ends all',
      ['lib/server/staff/end-sessions.ts'],
      ['tests/api/staff.test.ts › lose their sessions at once when disabled'],
    ),
    met(
      '7.4.3',
      'So does a changed factor or password',
      ['lib/server/staff/own-factors.ts', 'lib/server/staff/own-account.ts'],
      [
        'tests/api/factors.test.ts › ends the person’s other sessions',
        'tests/api/profile.test.ts › sets the new password and ends',
      ],
    ),
    met(
      '7.4.4',
      'Sign out is on every page',
      ['components/shell'],
      ['tests/e2e/sign-in.spec.ts › signing in leads to the requested page, and signing out'],
    ),
    met(
      '7.4.5',
      'Admins end others’ sessions',
      ['lib/server/staff/end-sessions.ts'],
      ['tests/api/profile.test.ts › sees and ends someone else’s sessions'],
    ),
    met(
      '7.5.1',
      'Changing factors or password asks again',
      ['lib/server/auth/require-permission.ts'],
      [
        'tests/api/factors.test.ts › needs no confirmation for the first factor, and one for everything after it',
        'tests/api/profile.test.ts › rejects a wrong current password',
      ],
      'No one changes their own address.',
    ),
    open(
      '7.5.2',
      'People see and end their sessions, after confirming',
      'They see and end them without confirming: it takes rights away and gives none, and someone who sees a stranger there should be quick.',
      ['lib/server/staff/end-sessions.ts'],
    ),
    open(
      '7.5.3',
      'Sensitive work asks again',
      'Team policy: storing passwords, exports, access; the account’s policy: signing in as a user. Off in a new installation, so that scripts and the sandbox work; always on for factors.',
      ['lib/server/policies/permissions.ts'],
    ),
    met(
      '7.6.1',
      'Sessions with a provider last as written',
      ['lib/server/auth/single-sign-on.ts'],
      ['tests/api/single-sign-on.test.ts › signs out at the provider, too'],
    ),
    met(
      '7.6.2',
      'No session without a person’s act',
      ['components/team/sign-in.ts'],
      ['tests/e2e/single-sign-on.spec.ts › a person signs in at the provider'],
    ),
  ],
};

export const authorization: Chapter = {
  number: 8,
  title: 'Authorization',
  items: [
    met(
      '8.1.1',
      'Who may do what, and see which accounts',
      ['lib/shared/permissions.ts'],
      ['docs/roles.md'],
    ),
    met(
      '8.1.2',
      'Also single fields',
      ['lib/contract'],
      ['SECURITY.md › ## Signing in as a customer'],
      'Fields aren’t granted one by one: an answer has its own schema for each permission.',
    ),
    met(
      '8.2.1',
      'Every function asks for its permission',
      ['lib/server/http/route.ts'],
      ['tests/e2e/access.spec.ts', 'tests/api/access-inventory.test.ts'],
    ),
    met(
      '8.2.2',
      'Every object is within the person’s accounts',
      ['lib/server/policies/permissions.ts'],
      ['tests/api/account-scope.test.ts'],
    ),
    met(
      '8.2.3',
      'And every field',
      ['lib/contract'],
      [
        'tests/api/staff.test.ts › are listed without their password hashes',
        'tests/api/approvals-list.test.ts › never shows technicians other people’s requests',
      ],
    ),
    met('8.3.1', 'On the server', ['lib/server/http/route.ts'], ['tests/e2e/access.spec.ts']),
    met(
      '8.3.2',
      'Changes act at once',
      [sessionsFile],
      ['tests/api/staff.test.ts › lose their sessions at once when disabled or given another role'],
    ),
    met(
      '8.4.1',
      'Nothing reaches another account',
      ['lib/server/accounts'],
      ['tests/api/account-isolation.test.ts', 'tests/api/account-scope.test.ts'],
      'One reseller per installation; accounts and people confined to some of them.',
    ),
  ],
};

const token = 'lib/server/auth/session-token.ts';
const tokenTest = 'tests/lib/server/auth/session-token.test.ts';

export const tokens: Chapter = {
  number: 9,
  title: 'Self-contained tokens',
  items: [
    met(
      '9.1.1',
      'Verified before they are believed',
      [token],
      ['tests/e2e/sign-in.spec.ts › a forged or cut cookie'],
    ),
    met(
      '9.1.2',
      'One algorithm',
      [token],
      [tokenTest],
      'Cookies `dir` with A256GCM, ID tokens RS256.',
    ),
    met(
      '9.1.3',
      'Keys from where they should be',
      ['lib/server/auth/oidc-provider.ts'],
      ['tests/api/single-sign-on.test.ts › refuses an ID token'],
    ),
    met('9.2.1', 'Within their time', [token], [`${tokenTest} › refuses a cookie after its time`]),
    met('9.2.2', 'Of the right kind', [token], [tokenTest]),
    met(
      '9.2.3',
      'For us',
      ['lib/server/auth/oidc-provider.ts'],
      ['tests/api/single-sign-on.test.ts › refuses an answer'],
    ),
    ...notApplicable('9.2.4', 'Tokens for several receivers', 'We issue none for others.'),
  ],
};
