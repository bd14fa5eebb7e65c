import { met, notApplicable, open, type Chapter } from './item';

const rating = 'lib/server/auth/password-problem.ts';
const ratingTest = 'tests/lib/server/auth/password-problem.test.ts';
const guesses = 'tests/api/guess-limits.test.ts';
const factors = 'tests/api/factors.test.ts';

export const authentication: Chapter = {
  number: 6,
  title: 'Authentication',
  items: [
    met(
      '6.1.1',
      'Limits of guesses, and why no one is locked out',
      ['SECURITY.md'],
      ['SECURITY.md › ## Guessing passwords'],
    ),
    met(
      '6.1.2',
      'Words refused in passwords',
      [rating],
      ['docs/security-inventory.md › **Words refused in passwords:**'],
    ),
    met(
      '6.1.3',
      'All ways in, and how strong each is',
      ['lib/server/auth'],
      ['docs/security-inventory.md › ## Ways in'],
    ),
    met(
      '6.2.1',
      'Length: 15, or 8 beside a second factor',
      [rating],
      [
        'tests/api/passwords-beside-factors.test.ts › need fifteen characters without one and eight with one',
      ],
    ),
    met(
      '6.2.2',
      'People change their password',
      ['app/api/password'],
      ['tests/api/profile.test.ts › sets the new password'],
    ),
    met(
      '6.2.3',
      'With the current one',
      ['app/api/password'],
      ['tests/api/profile.test.ts › rejects a wrong current password'],
    ),
    met('6.2.4', 'Not one of the best known', [rating], [ratingTest], 'zxcvbn’s list has 49,233.'),
    met('6.2.5', 'No rules of composition', [rating], [ratingTest]),
    met(
      '6.2.6',
      'Masked',
      ['components/team/new-password-field.tsx'],
      ['tests/e2e/sign-in.spec.ts › a setup link sets a staff member’s password once'],
    ),
    met(
      '6.2.7',
      'Paste and password managers',
      ['components/team/new-password-field.tsx'],
      ['tests/components/team/new-password-field.test.tsx'],
    ),
    met(
      '6.2.8',
      'Compared as typed',
      ['lib/server/auth/passwords.ts'],
      ['tests/lib/server/auth/passwords.test.ts'],
      'After NFKC, as NIST recommends; nothing is cut.',
    ),
    met(
      '6.2.9',
      'At least 64 characters',
      ['lib/contract/common.ts'],
      [`${ratingTest} › accepts long passphrases`],
      '1,000 are accepted.',
    ),
    met(
      '6.2.10',
      'No change by the calendar',
      ['lib/server/auth'],
      ['docs/security-inventory.md › ## Ways in'],
    ),
    met('6.2.11', 'The words are refused', [rating], [ratingTest]),
    met(
      '6.2.12',
      'Passwords of breaches',
      [rating],
      [ratingTest],
      'zxcvbn’s list comes from breaches; no one outside is asked.',
    ),
    met(
      '6.3.1',
      'Guessing is slowed down as written',
      ['lib/server/auth/guesses.ts'],
      [`${guesses} › compares ten of two hundred simultaneous guesses`],
    ),
    met(
      '6.3.2',
      'No default accounts',
      ['lib/server/staff/create-first-administrator.ts'],
      ['tests/e2e/start-and-stop.spec.ts › without staff and settings, a setup link is printed'],
    ),
    open(
      '6.3.3',
      'More than one factor',
      'Required by role in the team policy, with days of grace; off in a new installation, so that it can be explored in the sandbox. Turn it on before real accounts are connected.',
      ['lib/server/auth/factors/requirement.ts'],
    ),
    met(
      '6.3.4',
      'All ways are as strong',
      ['lib/server/auth/factors/requirement.ts'],
      [
        `${factors} › isn’t passed over by a sign-in that began before`,
        'tests/api/second-factor-policy.test.ts › reaches nothing without one',
      ],
    ),
    met(
      '6.3.8',
      'No one learns who exists',
      ['lib/server/auth/passwords.ts'],
      [
        'tests/api/password-reset.test.ts › the same statements run for every address',
        'tests/e2e/sign-in.spec.ts › a wrong password, an unknown person and a disabled person get the same response',
        `${factors} › says the same about a wrong password`,
      ],
    ),
    met(
      '6.4.1',
      'Setup links: random, short-lived, once',
      ['lib/server/staff/set-up-links.ts'],
      [
        'tests/api/set-up.test.ts › creates the first administrator once',
        'tests/api/set-up.test.ts › refuses a token that was never issued',
      ],
    ),
    met(
      '6.4.2',
      'No secret questions',
      ['lib/server/auth'],
      ['docs/security-inventory.md › ## Ways in'],
    ),
    met(
      '6.4.3',
      'Resetting a password passes over no factor',
      ['lib/server/staff/set-up.ts'],
      [
        'tests/api/password-reset.test.ts › of someone with a second factor still needs it after the reset',
      ],
    ),
    met(
      '6.4.4',
      'A lost factor is reset by an admin, or on the host',
      ['lib/server/staff/reset-factors.ts', 'scripts/staff.ts'],
      [
        `${factors} › removes someone’s factors, ends their sessions and is recorded`,
        'tests/scripts/staff.test.ts › creates an emergency link',
      ],
      'As the invitation: an admin who knows the person.',
    ),
    met(
      '6.5.1',
      'Each code once',
      ['lib/server/auth/factors/use-code.ts'],
      [
        `${factors} › lets one of several simultaneous uses of a code succeed`,
        `${factors} › accepts each recovery code once`,
      ],
    ),
    met(
      '6.5.2',
      'Recovery codes are hashed like passwords',
      ['lib/server/auth/factors/recovery-codes.ts'],
      [`${factors} › stores neither the secret nor a recovery code as text`],
    ),
    met(
      '6.5.3',
      'From a secure source',
      ['lib/server/auth/factors'],
      [`${factors} › needs a code before it is in use`],
      '`node:crypto`.',
    ),
    met(
      '6.5.4',
      '20 bits or more',
      ['lib/server/auth/factors/recovery-codes.ts'],
      [`${factors} › stores neither`],
      '80 bits.',
    ),
    met(
      '6.5.5',
      'Codes live for their 30 seconds, one step before and after',
      ['lib/server/auth/factors/totp.ts'],
      [`${factors} › accepts a code of the step before and after, and none further away`],
    ),
    ...notApplicable('6.6.1–3', 'Codes by phone or mail', 'There are none.'),
    met(
      '6.8.1',
      'Issuer and subject identify a person',
      ['lib/server/auth/identities.ts'],
      ['tests/api/single-sign-on.test.ts › isn’t connected by its address'],
    ),
    met(
      '6.8.2',
      'Signatures are verified',
      ['lib/server/auth/oidc-provider.ts'],
      ['tests/api/single-sign-on.test.ts › refuses an answer'],
    ),
    ...notApplicable('6.8.3', 'SAML', 'Not offered.'),
    open(
      '6.8.4',
      'The provider’s strength of sign-in is checked',
      'Confirming sensitive work asks for a new sign-in and checks `auth_time`. Which factors the provider asks for is the provider’s rule: `acr` and `amr` have no common values, so a session by single sign-on counts as having a factor, as docs/operations.md says.',
      ['lib/server/auth/single-sign-on.ts'],
    ),
  ],
};
