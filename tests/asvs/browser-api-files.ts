import { met, notApplicable, type Chapter } from './item';

const headers = 'lib/server/http/edge/complete-headers.ts';
const everyResponse =
  'tests/e2e/hardening.spec.ts › every kind of response has the security headers';

export const browser: Chapter = {
  number: 3,
  title: 'Web frontend',
  items: [
    met('3.2.1', 'A response isn’t shown as something else', [headers], [everyResponse]),
    met(
      '3.2.2',
      'Text is shown as text',
      ['components'],
      ['tests/e2e/hardening.spec.ts › in Chromium, injected code doesn’t run'],
      'React; no `dangerouslySetInnerHTML`.',
    ),
    met(
      '3.3.1',
      'Cookies are Secure and `__Host-` behind TLS',
      ['lib/server/auth/session-token.ts'],
      ['tests/lib/server/auth/session-cookie.test.ts'],
      'On plain-http localhost browsers accept neither.',
    ),
    met(
      '3.3.2',
      'SameSite',
      ['lib/server/auth/session-token.ts'],
      ['tests/lib/server/auth/session-cookie.test.ts'],
    ),
    met(
      '3.3.3',
      '`__Host-`',
      ['lib/server/auth/session-token.ts'],
      ['tests/lib/server/auth/session-cookie.test.ts'],
    ),
    met(
      '3.3.4',
      'HttpOnly',
      ['lib/server/auth/session-token.ts'],
      ['tests/e2e/sign-in.spec.ts › the cookie is small and scripts can’t read it'],
    ),
    met(
      '3.4.1',
      'Strict transport security, two years, subdomains',
      [headers],
      ['tests/faults/strangers.test.ts › has strict transport security if APP_URL is https'],
    ),
    met(
      '3.4.2',
      'No other origin is allowed',
      [headers],
      ['tests/e2e/hardening.spec.ts › no response lets another origin read it'],
    ),
    met(
      '3.4.3',
      'Content-Security-Policy with a nonce',
      ['proxy.ts'],
      ['tests/e2e/hardening.spec.ts › all scripts of a page have its nonce'],
    ),
    met('3.4.4', 'nosniff', [headers], [everyResponse]),
    met(
      '3.4.5',
      'No referrer',
      [headers],
      [everyResponse, 'tests/e2e/users.spec.ts › one click signs in as a customer once'],
    ),
    met(
      '3.4.6',
      'No frames',
      [headers],
      ['tests/e2e/url-hygiene.spec.ts › no other site can show our pages in a frame'],
    ),
    met(
      '3.4.7',
      'Violations of the policy are reported',
      ['proxy.ts', 'app/api/policy-violations'],
      [
        'tests/api/policy-violations.test.ts',
        'tests/e2e/hardening.spec.ts › what a page’s policy blocks is reported',
      ],
    ),
    met('3.4.8', 'Cross-Origin-Opener-Policy', [headers], [everyResponse]),
    met(
      '3.5.1',
      'Requests of other sites are refused',
      ['lib/server/auth/request-facts.ts', 'lib/server/http/route.ts'],
      ['tests/e2e/hardening.spec.ts › a call from another site changes nothing'],
    ),
    met(
      '3.5.2',
      'Also those without a preflight',
      ['lib/server/auth/request-facts.ts'],
      ['tests/lib/server/auth/request-facts.test.ts'],
    ),
    met(
      '3.5.3',
      'GET changes nothing',
      ['lib/server/http/route.ts'],
      [
        'tests/api/activity.test.ts › requires a session and is read-only',
        'tests/api/head-on-exports.test.ts',
      ],
      'Exports count themselves, so other sites’ calls of them are refused, too.',
    ),
    met(
      '3.5.4',
      'An address of its own',
      ['lib/server/http/edge/refusal.ts'],
      ['tests/e2e/hardening.spec.ts › a host other than APP_URL’s is refused'],
    ),
    ...notApplicable('3.5.5', 'postMessage', 'Not used.'),
    met('3.5.8', 'Responses aren’t embedded elsewhere', [headers], [everyResponse]),
    met('3.7.1', 'Only what browsers support', ['package.json'], ['tests/e2e/pages.spec.ts']),
    met(
      '3.7.2',
      'Redirects to other hosts only to those on a list',
      ['lib/server/sign-in-as/create-auto-login-link.ts'],
      [
        'tests/api/auto-login-links.test.ts › redirects to a link of the documented form',
        'tests/e2e/sign-in.spec.ts › signing in only leads to our own pages',
      ],
    ),
    {
      id: '3.7.3',
      about: 'The target is shown before leaving',
      is: 'open',
      reason:
        'Signing in as a user is one click by design; the button says where it leads, the host is on a list, and it opens a tab of its own.',
    },
  ],
};

export const api: Chapter = {
  number: 4,
  title: 'API and web service',
  items: [
    met(
      '4.1.1',
      'Content-Type with charset',
      [headers],
      ['tests/faults/strangers.test.ts', 'tests/lib/server/http/answers.test.ts'],
    ),
    met(
      '4.1.2',
      'No silent way from http to https',
      ['lib/server/http/edge/refusal.ts'],
      ['tests/e2e/hardening.spec.ts › a host other than APP_URL’s is refused'],
      'The server redirects neither; the proxy’s example does so for pages only.',
    ),
    met(
      '4.1.3',
      'Forwarded headers only from a trusted proxy',
      ['lib/server/http/edge/caller-address.ts'],
      ['tests/lib/server/http/edge/caller-address.test.ts'],
    ),
    met(
      '4.2.1',
      'Where a message ends is clear',
      ['lib/server/http/edge'],
      ['tests/faults/n36-slow-clients.test.ts › shorter or longer than announced creates nothing'],
      'Node’s strict HTTP parser.',
    ),
    ...notApplicable(
      '4.3.1–2',
      'GraphQL',
      'We serve none; as a client of remote.it’s, queries are fixed.',
    ),
    ...notApplicable(
      '4.4.1–4',
      'WebSocket',
      'Not used; an upgrade is answered like any other request.',
    ),
  ],
};

const readList = 'lib/server/lists';

export const files: Chapter = {
  number: 5,
  title: 'Files',
  items: [
    met(
      '5.1.1',
      'Kinds, sizes and what is done with them are written down',
      [readList],
      ['docs/security-inventory.md › **Files.**'],
    ),
    met(
      '5.2.1',
      'Size',
      ['lib/server/http/read-list-body.ts'],
      ['tests/faults/n36-large-lists.test.ts › is 413 whatever length it announces'],
    ),
    met(
      '5.2.2',
      'The content is what is expected',
      ['lib/server/lists/file-kind.ts'],
      ['tests/lib/server/lists/file-kinds.test.ts'],
      'The content decides; a name that contradicts it isn’t an error, since people rename lists.',
    ),
    met(
      '5.2.3',
      'Size and number unpacked, before unpacking',
      ['lib/server/lists/child/archive.mjs'],
      [
        'tests/faults/n36-large-lists.test.ts › that unpacks to more than 100 MiB',
        'tests/faults/n36-large-lists.test.ts › of more than 2,000 entries',
      ],
    ),
    ...notApplicable('5.3.1', 'Uploaded files that are served', 'None is stored.'),
    met(
      '5.3.2',
      'No path comes from a person',
      [readList],
      ['tests/e2e/hardening.spec.ts › path tricks'],
    ),
    met(
      '5.4.1',
      'Names of downloads are ours',
      ['app/api/users/export', 'app/api/activity/export'],
      ['tests/lib/server/http/answers.test.ts'],
    ),
    met(
      '5.4.2',
      'And encoded',
      ['app/api/batches'],
      ['tests/api/batches-round-trip.test.ts › have a file name of ours'],
    ),
    ...notApplicable('5.4.3', 'Scanning for viruses', 'No file is stored or passed on.'),
  ],
};
