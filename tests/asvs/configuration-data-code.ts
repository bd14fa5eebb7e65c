import { met, open, type Chapter } from './item';

export const configuration: Chapter = {
  number: 13,
  title: 'Configuration',
  items: [
    met(
      '13.1.1',
      'All connections are listed',
      ['lib/server/env.ts'],
      ['docs/security-inventory.md › ## Connections'],
    ),
    met(
      '13.1.2',
      'How many, and what happens beyond',
      ['lib/server/upstreams/channel/lane.ts'],
      ['SECURITY.md › ## Upstream calls'],
    ),
    met(
      '13.1.3',
      'Times, retries, back-off',
      ['lib/server/upstreams/channel'],
      ['SECURITY.md › ## Upstream calls'],
    ),
    open(
      '13.2.1',
      'Services sign in with what doesn’t last for ever',
      'The database’s passwords are random and made per installation, but stay until someone changes them; with your own PostgreSQL, client certificates work by its URL.',
    ),
    met(
      '13.2.2',
      'With no more rights than needed',
      ['lib/server/db/embedded/roles.ts'],
      [
        'tests/lib/server/db/audit-log-rights.test.ts',
        'tests/e2e/start-and-stop.spec.ts › the server’s environment contains no password of the superuser',
      ],
    ),
    met(
      '13.2.3',
      'No default credentials',
      ['scripts/serve'],
      ['tests/scripts/make-keys.test.ts › creates three different keys'],
    ),
    met(
      '13.2.4',
      'A list of places to call',
      ['lib/server/env.ts', 'lib/shared/api-address.ts'],
      ['docs/security-inventory.md › ## Connections', 'tests/faults/n49-redirects.test.ts'],
    ),
    met(
      '13.2.5',
      'And of files to read',
      ['lib/server/lists'],
      ['tests/e2e/hardening.spec.ts › path tricks'],
      'No path comes from a person.',
    ),
    met(
      '13.2.6',
      'Connections behave as written',
      ['lib/server/upstreams/channel'],
      [
        'tests/faults/n50-slow.test.ts',
        'tests/lib/server/upstreams/channel/circuit-breaker.test.ts',
      ],
    ),
    met(
      '13.3.1',
      'Secrets are kept in a vault, not in code or build',
      ['lib/server/vault'],
      ['tests/e2e/canaries.spec.ts', 'tests/lib/server/vault/account-secrets.test.ts'],
    ),
    met(
      '13.3.2',
      'Only who needs them reads them',
      ['lib/server/vault'],
      [
        'tests/scripts/file-permissions.test.ts',
        'tests/scripts/make-keys.test.ts › creates three different keys of 32 bytes that only their owner can read',
      ],
    ),
    met(
      '13.4.1',
      'No .git is served',
      ['lib/server/http/edge'],
      ['tests/e2e/hardening.spec.ts › path tricks'],
    ),
    met('13.4.2', 'No debugging in production', ['next.config.js'], ['tests/e2e/canaries.spec.ts']),
    met(
      '13.4.3',
      'No listings of folders',
      ['lib/server/http/edge'],
      ['tests/e2e/hardening.spec.ts › path tricks'],
    ),
    met(
      '13.4.4',
      'No TRACE',
      ['lib/server/http/edge/refusal.ts'],
      ['tests/e2e/hardening.spec.ts › unusual methods'],
    ),
    met(
      '13.4.5',
      'No open documentation or metrics',
      ['app/api'],
      ['tests/api/access-inventory.test.ts'],
      'Health checks say only whether it works. Metrics are off, or at a port of their own.',
    ),
  ],
};

export const dataProtection: Chapter = {
  number: 14,
  title: 'Data protection',
  items: [
    met('14.1.1', 'Data in classes', ['lib/server/db'], ['docs/security-inventory.md › ## Data']),
    met(
      '14.1.2',
      'With rules for each',
      ['lib/server/db'],
      ['docs/security-inventory.md › ## Data'],
    ),
    open(
      '14.2.1',
      'Nothing sensitive in URLs',
      'One exception: the token of a setup or reset link is in its address. It works once and for a short time, the page sends no referrer, and no log of ours has it.',
      ['lib/server/staff/set-up-links.ts'],
    ),
    met(
      '14.2.2',
      'Nothing sensitive in caches of the server',
      ['lib/server/accounts/upstream-list.ts'],
      ['tests/faults/n37-confidential.test.ts'],
    ),
    met(
      '14.2.3',
      'Nothing goes to others',
      ['proxy.ts'],
      ['tests/e2e/url-hygiene.spec.ts › a tour of every page violates no policy'],
    ),
    met(
      '14.2.4',
      'The rules are kept',
      ['lib/server/worker/maintenance.ts'],
      ['tests/lib/server/worker', 'tests/faults/n37-confidential.test.ts'],
    ),
    met(
      '14.2.5',
      'A missing file is a 404, and nothing is cached',
      ['lib/server/http/edge/complete-headers.ts'],
      ['tests/e2e/hardening.spec.ts › every kind of response has the security headers'],
    ),
    met(
      '14.2.6',
      'No more of it than needed',
      ['lib/contract'],
      [
        'tests/api/accounts-stored.test.ts › is used at once, instead of the sandbox, and its secret is never returned',
        'tests/api/staff.test.ts › are listed without their password hashes',
      ],
    ),
    met(
      '14.3.1',
      'Signing out clears the browser',
      ['app/api/auth'],
      ['tests/e2e/browser-storage.spec.ts › a tour leaves no secret'],
    ),
    met(
      '14.3.2',
      'no-store',
      ['lib/server/http/edge/complete-headers.ts'],
      ['tests/e2e/hardening.spec.ts › every kind of response has the security headers'],
    ),
    met(
      '14.3.3',
      'Browser storage holds no data',
      ['components'],
      ['tests/e2e/browser-storage.spec.ts › a tour leaves no secret'],
    ),
  ],
};

export const coding: Chapter = {
  number: 15,
  title: 'Secure coding and architecture',
  items: [
    met(
      '15.1.1',
      'How soon packages are updated',
      ['docs/security-inventory.md'],
      ['docs/security-inventory.md › ## Packages'],
    ),
    met(
      '15.1.2',
      'A list of packages',
      ['package-lock.json'],
      ['tests/scripts/sbom.test.ts › lists each package that production installs once'],
    ),
    met(
      '15.1.3',
      'Costly work is listed',
      ['docs/security-inventory.md'],
      ['docs/security-inventory.md › ## Costly work'],
    ),
    met(
      '15.2.1',
      'No package below its lowest safe version',
      ['package.json'],
      ['tests/scripts/lock-file.test.ts'],
    ),
    met(
      '15.2.2',
      'Costly work is held',
      ['lib/server/auth/passwords.ts', 'lib/server/lists/table-rows.ts'],
      [
        'tests/lib/server/auth/hashing-gate.test.ts',
        'tests/faults/n31-stalls.test.ts',
        'tests/faults/n36-large-lists.test.ts › with millions of cells is refused without delaying anyone',
      ],
    ),
    open(
      '15.2.3',
      'Nothing but what is needed runs in production',
      '`npm start` builds on the machine, so development packages are there. A release without them is still to come. No test, map or route of development is served (tests/e2e/production-build.spec.ts).',
    ),
    met(
      '15.2.4',
      'Packages come from one place',
      ['package-lock.json', '.npmrc'],
      ['tests/scripts/lock-file.test.ts › names no place of its own for any'],
    ),
    met(
      '15.3.1',
      'Answers have only their fields',
      ['lib/contract'],
      ['tests/api/staff.test.ts › are listed without their password hashes'],
    ),
    met(
      '15.3.2',
      'Redirects aren’t followed',
      ['lib/server/upstreams/channel'],
      ['tests/faults/n49-redirects.test.ts'],
    ),
    met(
      '15.3.3',
      'Only expected fields are taken',
      ['lib/contract'],
      [
        'tests/lib/contract/property.test.ts › rejects an unknown field by name',
        'tests/e2e/hardening.spec.ts › empty or unusual containers and extra fields',
      ],
    ),
    met(
      '15.3.4',
      'The caller’s true address',
      ['lib/server/http/edge/caller-address.ts'],
      ['tests/lib/server/http/edge/caller-address.test.ts'],
    ),
    met(
      '15.3.5',
      'Types are checked',
      ['tsconfig.json', 'lib/contract'],
      ['tests/lib/contract/property.test.ts'],
    ),
    met(
      '15.3.6',
      'No prototype is polluted',
      ['lib/contract'],
      [
        'tests/faults/n48-status-sweep.test.ts › ignores a key named',
        'tests/lib/contract/property.test.ts',
      ],
    ),
    met(
      '15.3.7',
      'A repeated parameter is an error',
      ['lib/server/http/read-input.ts'],
      ['tests/api/users-input.test.ts'],
    ),
    met(
      '15.4.1',
      'Shared values are safe at once',
      ['lib/server/remember.ts', 'lib/server/accounts/upstream-list.ts'],
      ['tests/lib/server/accounts/upstream-list.test.ts › keeps the list requested last'],
    ),
    met(
      '15.4.2',
      'Check and act are one step',
      ['lib/server/auth/guesses.ts', 'lib/server/sign-in-as/spend-approval.ts'],
      [
        'tests/api/approvals.test.ts › is used once by two simultaneous clicks',
        'tests/api/guess-limits.test.ts › compares ten of two hundred simultaneous guesses',
      ],
    ),
  ],
};
