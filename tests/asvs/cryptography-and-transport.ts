import { met, notApplicable, open, type Chapter } from './item';

const seal = 'tests/lib/server/vault/seal.test.ts';

export const cryptography: Chapter = {
  number: 11,
  title: 'Cryptography',
  items: [
    met(
      '11.1.1',
      'Rules for keys',
      ['lib/server/vault'],
      ['docs/security-inventory.md › ## Keys and algorithms'],
    ),
    met(
      '11.1.2',
      'A list of keys and algorithms',
      ['lib/server/vault'],
      ['docs/security-inventory.md › ## Keys and algorithms'],
    ),
    met(
      '11.2.1',
      'Known implementations',
      ['lib/server/vault/seal.ts', 'lib/server/auth/passwords.ts'],
      [seal],
      '`node:crypto`, argon2.',
    ),
    met(
      '11.2.2',
      'Keys, costs and formats can be replaced',
      ['lib/server/vault/rotate.ts', 'lib/server/auth/passwords.ts'],
      [
        'tests/lib/server/vault/rotate.test.ts',
        'tests/api/sign-in-sessions.test.ts › renews a password’s hash of a lower cost',
      ],
    ),
    met(
      '11.2.3',
      '128 bits or more',
      ['lib/server/vault/seal.ts'],
      ['docs/security-inventory.md › ## Keys and algorithms'],
    ),
    met('11.3.1', 'No weak modes', ['lib/server/vault/seal.ts'], [seal]),
    met('11.3.2', 'AES-GCM', ['lib/server/vault/seal.ts'], [`${seal} › decrypts to the original`]),
    met(
      '11.3.3',
      'Changed ciphertext is noticed',
      ['lib/server/vault/seal.ts'],
      [`${seal} › can’t be decrypted with any bit changed`],
    ),
    met(
      '11.4.1',
      'SHA-256',
      ['lib/server/audit/canonical.ts'],
      ['tests/lib/server/audit/canonical.test.ts › chains with SHA-256'],
    ),
    met(
      '11.4.2',
      'argon2id',
      ['lib/server/auth/passwords.ts'],
      ['tests/lib/server/auth/passwords.test.ts'],
    ),
    met(
      '11.4.3',
      '256 bits in signatures',
      ['lib/server/audit/checkpoints.ts'],
      [
        'tests/lib/server/audit/tampering.test.ts › is found by the checkpoints, even by someone who has only the public key',
      ],
    ),
    ...notApplicable('11.4.4', 'Keys from passwords', 'Keys are random.'),
    met(
      '11.5.1',
      'Random values from a secure source',
      ['lib/server/vault/seal.ts', 'lib/server/staff/set-up-links.ts'],
      ['tests/lib/server/vault/nonces.test.ts'],
    ),
    met(
      '11.6.1',
      'Ed25519',
      ['lib/server/audit/audit-keys.ts'],
      ['tests/scripts/audit-verify.test.ts › finds a last line that someone else signed'],
    ),
  ],
};

const proxy =
  'The proxy in front does this: docs/operations.md, Behind a proxy. On one machine the server is reached on loopback only.';

export const communication: Chapter = {
  number: 12,
  title: 'Secure communication',
  items: [
    met(
      '12.1.1',
      'TLS 1.2 or newer',
      ['lib/server/upstreams/channel'],
      ['tests/faults/n56-tls.test.ts › the TLS 1.0 server serves clients that accept it'],
      'Outgoing; incoming is the proxy’s.',
    ),
    ...notApplicable('12.1.2', 'Cipher suites of the server', proxy),
    ...notApplicable('12.1.3', 'Client certificates', 'Not used.'),
    met(
      '12.2.1',
      'TLS between browser and server',
      ['lib/server/worker/host-warnings.ts'],
      ['tests/faults/strangers.test.ts › has strict transport security if APP_URL is https'],
      'By the proxy. Plain http beyond localhost is warned of in the log and in Settings.',
    ),
    ...notApplicable('12.2.2', 'Trusted certificates of the server', proxy),
    open(
      '12.3.1',
      'Every connection is encrypted',
      'Vendors, provider and receivers: always. To a PostgreSQL elsewhere it is the operator’s (`sslmode=verify-full`); without it, the log and Settings warn. The embedded one and the proxy on the same machine are reached on loopback without TLS.',
      ['lib/server/worker/host-warnings.ts'],
    ),
    met(
      '12.3.2',
      'Certificates are verified',
      ['lib/server/upstreams/channel'],
      [
        'tests/faults/n56-tls.test.ts › is named each time someone adds a user, and the user isn’t added',
      ],
    ),
    ...notApplicable('12.3.3–4', 'HTTP between services of our own', 'There is one service.'),
  ],
};
