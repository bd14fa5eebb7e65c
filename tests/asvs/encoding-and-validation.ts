import { met, notApplicable, type Chapter } from './item';

export const encoding: Chapter = {
  number: 1,
  title: 'Encoding and sanitization',
  items: [
    met(
      '1.1.1',
      'Input is decoded once, and then checked',
      ['lib/contract/common.ts', 'lib/shared/email', 'lib/server/http/edge/refusal.ts'],
      [
        'tests/lib/contract/common.test.ts › normalizes to itself',
        'tests/e2e/hardening.spec.ts › path tricks reveal nothing',
      ],
    ),
    met(
      '1.1.2',
      'Output is encoded last',
      ['lib/shared/csv.ts', 'lib/server/sign-in-as/auto-login-page.ts'],
      [
        'tests/lib/shared/csv.test.ts › returns every text unchanged',
        'tests/api/auto-login.test.ts › shows the input as text',
      ],
      'Pages are React; the two exceptions are named.',
    ),
    met(
      '1.2.1',
      'Encoding fits the place: HTML, headers, CSV',
      ['lib/server/sign-in-as/auto-login-page.ts', 'lib/shared/csv.ts'],
      [
        'tests/api/auto-login.test.ts › shows the input as text',
        'tests/lib/shared/csv.test.ts › quotes commas',
      ],
    ),
    met(
      '1.2.2',
      'Only safe schemes in links; values encoded in URLs',
      ['lib/server/sign-in-as/create-auto-login-link.ts', 'lib/server/devices/open-connection.ts'],
      [
        'tests/lib/server/sign-in-as/check-auto-login-link.test.ts › is tested with more than 300 bad links',
      ],
    ),
    met(
      '1.2.3',
      'Text is never put into JavaScript',
      ['proxy.ts'],
      ['tests/e2e/hardening.spec.ts › all scripts of a page have its nonce'],
    ),
    met(
      '1.2.4',
      'Queries have parameters',
      ['lib/server/db'],
      ['tests/faults/n32-sql.test.ts › every text in every body is that text'],
      'drizzle and `sql` templates only.',
    ),
    met(
      '1.2.5',
      'No shell: programs are started with a list of arguments',
      ['lib/server/lists/table-rows.ts', 'lib/server/db/embedded/server.ts'],
      ['tests/scripts/refused-starts.test.ts › refuses a data folder that is a file'],
    ),
    ...notApplicable('1.2.6–8', 'LDAP, XPath, LaTeX', 'None of them is used.'),
    met(
      '1.2.9',
      'Text is escaped in expressions',
      ['lib/contract/policy-rules.ts'],
      ['tests/lib/contract/policy.test.ts › is fast for every pattern and ticket'],
    ),
    met(
      '1.2.10',
      'CSV cells that a spreadsheet would run',
      ['lib/shared/csv.ts'],
      ['tests/lib/shared/csv.test.ts › never writes a cell that starts like a formula'],
    ),
    ...notApplicable('1.3.1', 'HTML written by people', 'There is none.'),
    met(
      '1.3.2',
      'No eval',
      ['proxy.ts'],
      ['tests/e2e/hardening.spec.ts › every kind of response has the security headers'],
      'The policy forbids `unsafe-eval`.',
    ),
    met(
      '1.3.3',
      'Text is narrowed before a dangerous place: headers, log, file names',
      ['lib/server/http/edge/refusal.ts', 'lib/server/log-console.ts'],
      [
        'tests/e2e/hardening.spec.ts › the request id is returned, unless it could break a log line',
        'tests/e2e/hardening.spec.ts › header tricks',
      ],
    ),
    ...notApplicable('1.3.4–5', 'SVG, Markdown and templates from people', 'There are none.'),
    met(
      '1.3.6',
      'Requests of the server go only where they may',
      ['lib/shared/api-address.ts', 'lib/server/sign-in-as/create-auto-login-link.ts'],
      [
        'tests/faults/n49-redirects.test.ts',
        'tests/api/auto-login-links.test.ts › redirects to a link of the documented form',
      ],
    ),
    ...notApplicable('1.3.7–10', 'Templates, JNDI, memcache, format strings', 'None takes input.'),
    met(
      '1.3.11',
      'Nothing is injected into mail',
      ['lib/server/mail'],
      ['tests/lib/server/mail/smtp.test.ts › line breaks add neither headers'],
    ),
    ...notApplicable(
      '1.4.1–2',
      'Memory and whole numbers',
      'JavaScript; numbers have limits in each schema.',
    ),
    met(
      '1.4.3',
      'Sockets and files are let go',
      ['lib/server/http/edge/limit-slow-clients.ts'],
      [
        'tests/faults/strangers.test.ts › many simultaneous ones of each kind leave no connection behind',
      ],
    ),
    met(
      '1.5.1',
      'XML without entities or what is outside',
      ['lib/server/lists/child/parse-xml.mjs'],
      ['tests/faults/n34-workbooks.test.ts'],
    ),
    met(
      '1.5.2',
      'What is read has a schema, and can’t reach a prototype',
      ['lib/contract', 'lib/server/json-shape.ts'],
      ['tests/lib/contract/property.test.ts › rejects an unknown field by name'],
    ),
  ],
};

export const validation: Chapter = {
  number: 2,
  title: 'Validation and business logic',
  items: [
    met(
      '2.1.1',
      'Rules for input are written down',
      ['lib/contract'],
      ['docs/security-inventory.md › ## Input'],
    ),
    met(
      '2.1.2',
      'So are rules for values that belong together',
      ['lib/contract'],
      ['docs/security-inventory.md › Values that belong together'],
    ),
    met(
      '2.1.3',
      'So are limits, for a person and for all',
      ['SECURITY.md', 'docs/operations.md'],
      ['docs/operations.md › ## Limits'],
    ),
    met(
      '2.2.1',
      'Every input is checked against what is expected',
      ['lib/contract', 'lib/server/http/read-input.ts'],
      [
        'tests/lib/contract/property.test.ts › returns the path of an error',
        'tests/e2e/hardening.spec.ts › empty or unusual containers',
      ],
    ),
    met(
      '2.2.2',
      'On the server',
      ['lib/server/http/read-input.ts'],
      ['tests/e2e/hardening.spec.ts › empty or unusual containers'],
    ),
    met(
      '2.2.3',
      'Values that belong together are checked together',
      ['lib/server/invitations/check-entries.ts', 'lib/server/sign-in-as/spend-approval.ts'],
      ['tests/api/approvals.test.ts › is valid for the approved reason and ticket only'],
    ),
    met(
      '2.3.1',
      'Steps can’t be skipped',
      ['lib/server/sign-in-as/admit-auto-login.ts', 'lib/server/auth/verify-sign-in.ts'],
      [
        'tests/api/factors.test.ts › opens no session without a code',
        'tests/api/approvals.test.ts › is requested, listed, granted',
      ],
    ),
    met(
      '2.3.2',
      'Limits are kept',
      ['lib/server/sign-in-as/admit-auto-login.ts', 'lib/server/audit/limit-exports.ts'],
      [
        'tests/api/auto-login-limit.test.ts › stops a script that works through customers',
        'tests/api/staff-policy.test.ts › doesn’t let two simultaneous calls both be the last one',
      ],
    ),
    met(
      '2.3.3',
      'All of it or nothing',
      ['lib/server/db/client.ts'],
      [
        'tests/api/fail-points.test.ts',
        'tests/api/accounts-stored.test.ts › is one step with what else is changed',
      ],
    ),
    met(
      '2.3.4',
      'Nothing is given out twice',
      ['lib/server/invitations/claim-chunk.ts', 'lib/server/http/idempotent.ts'],
      [
        'tests/crash/two-servers.test.ts',
        'tests/api/batches-idempotency.test.ts › creates one batch per Idempotency-Key',
      ],
    ),
    met(
      '2.4.1',
      'Scripts are slowed down',
      ['lib/server/auth/guesses.ts', 'lib/server/audit/limit-exports.ts'],
      [
        'tests/api/auto-login-limit.test.ts › stops a script',
        'tests/api/alarms.test.ts › alerts administrators once about the fifth export',
      ],
    ),
  ],
};
