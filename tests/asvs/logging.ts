import { met, notApplicable, type Chapter } from './item';

const record = 'lib/server/audit/record.ts';

export const logging: Chapter = {
  number: 16,
  title: 'Logging and errors',
  items: [
    met(
      '16.1.1',
      'A list of logs',
      ['lib/server/log.ts'],
      ['docs/security-inventory.md › ## Logs'],
    ),
    met(
      '16.2.1',
      'Who, what, when, from where',
      [record],
      ['tests/api/activity.test.ts › returns complete events, newest first'],
    ),
    met(
      '16.2.2',
      'UTC, from one clock',
      [record],
      ['tests/scripts/doctor.test.ts › finds nothing wrong with a healthy installation'],
    ),
    met(
      '16.2.3',
      'Only where the list says',
      ['lib/server/log-console.ts'],
      ['tests/lib/server/log-console.test.ts'],
    ),
    met(
      '16.2.4',
      'Readable by programs',
      ['lib/server/log.ts'],
      [
        'tests/lib/server/log-console.test.ts › is one record per call',
        'tests/scripts/as-record.test.ts',
      ],
    ),
    met(
      '16.2.5',
      'Nothing secret',
      ['lib/server/log.ts'],
      ['tests/e2e/canaries.spec.ts', 'tests/lib/server/upstreams/channel/error-secrets.test.ts'],
    ),
    met(
      '16.3.1',
      'Every sign-in and failure',
      ['lib/server/auth/record-refusal.ts'],
      [
        'tests/api/guess-limits.test.ts › has one event a minute for refused sign-ins',
        'tests/api/factors.test.ts › records wrong codes as such',
      ],
    ),
    met(
      '16.3.2',
      'Every refusal',
      ['lib/server/auth/require-permission.ts'],
      ['tests/e2e/access.spec.ts › a refusal is in the audit log'],
    ),
    met(
      '16.3.3',
      'Every event of the list',
      ['lib/shared/audit-actions.ts'],
      ['tests/lib/shared/audit-coverage.test.ts › are all recorded somewhere'],
    ),
    met(
      '16.3.4',
      'Unexpected errors and failing TLS',
      ['lib/server/http/route.ts'],
      ['tests/faults/n56-tls.test.ts › is in the log with its reason'],
    ),
    met(
      '16.4.1',
      'No line can be made up',
      ['lib/server/log-console.ts'],
      ['tests/lib/server/log-console.test.ts › is one record per call'],
    ),
    met(
      '16.4.2',
      'No one changes it',
      ['lib/server/audit/seal-events.ts', 'lib/server/db/embedded/roles.ts'],
      [
        'tests/lib/server/db/audit-log-rights.test.ts › can’t change the audit log',
        'tests/lib/server/audit/tampering.test.ts',
      ],
    ),
    met(
      '16.4.3',
      'It is sent to another machine',
      ['lib/server/audit/deliver-checkpoints.ts', 'lib/server/audit'],
      [
        'tests/lib/server/audit/forwarding.test.ts › loses nothing while the receiver is down',
        'tests/lib/server/audit/checkpoints.test.ts › are posted once each',
      ],
    ),
    met(
      '16.5.1',
      'Errors reveal nothing',
      ['lib/server/http/problem.ts'],
      [
        'tests/api/fail-points.test.ts',
        'tests/lib/server/explain-error.test.ts › reveals nothing of an unknown error',
      ],
    ),
    met(
      '16.5.2',
      'Goes on when others fail',
      ['lib/server/upstreams/channel/circuit-breaker.ts'],
      [
        'tests/faults/n59-sign-in.test.ts › don’t affect the other upstream',
        'tests/faults/n06-database-gone.test.ts',
      ],
    ),
    met(
      '16.5.3',
      'Fails closed',
      ['lib/server/audit/record.ts'],
      [
        'tests/api/auto-login.test.ts › N70: doesn’t sign in if it can’t be recorded',
        'tests/api/fail-points.test.ts',
      ],
    ),
    met(
      '16.5.4',
      'The last resort writes what it caught',
      ['lib/server/log-console.ts'],
      ['tests/lib/server/log-console.test.ts'],
    ),
  ],
};

const reason = 'There are no calls, sounds or pictures.';

export const webRtc: Chapter = {
  number: 17,
  title: 'WebRTC',
  items: [
    ...notApplicable('17.1.1', 'TURN', reason),
    ...notApplicable('17.2.1–4', 'Media', reason),
    ...notApplicable('17.3.1–2', 'Signaling', reason),
  ],
};
