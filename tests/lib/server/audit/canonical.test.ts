import { createHash, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import {
  canonicalEvent,
  canonicalJson,
  HashChain,
  type SealedRecord,
} from '@/lib/server/audit/canonical';

/** Section 3.2.3 of RFC 8785, and the numbers of its appendix B. */
it('writes the examples of RFC 8785 as it says', () => {
  const example = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  ) as unknown;
  expect(canonicalJson(example)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const sorting = JSON.parse(
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
  ) as Record<string, string>;
  const sorted = [...canonicalJson(sorting).matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
  expect(sorted).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
  for (const [bits, text] of [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ] as const) {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE()), bits).toBe(text);
  }
});

const event: SealedRecord = {
  sequence: 3,
  position: 5,
  id: 'evt_one',
  atMs: Date.UTC(2026, 10, 29, 12),
  accountId: null,
  actorId: 'stf_one',
  actorEmail: 'ann@desk.example',
  action: 'user.added',
  target: null,
  outcome: 'success',
  reason: null,
  ticket: null,
  requestId: 'req-1',
  ip: null,
  details: '{}',
};

it('writes an event as the canonical JSON of what an export has', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
  const maybe = fc.option(text, { nil: null });
  const records = fc.record({
    sequence: fc.nat(),
    position: fc.nat(),
    id: text,
    atMs: fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.getTime()),
    accountId: maybe,
    actorId: text,
    actorEmail: text,
    action: text,
    target: maybe,
    outcome: text,
    reason: maybe,
    ticket: maybe,
    requestId: text,
    ip: maybe,
    details: fc
      .dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)))
      .map((details) => JSON.stringify(details)),
  });
  fc.assert(
    fc.property(records, (record) => {
      const { actorId, actorEmail, atMs, details, ...rest } = record;
      const exported = {
        ...rest,
        actor: { id: actorId, email: actorEmail },
        at: new Date(atMs).toISOString(),
        details: JSON.parse(details) as unknown,
        accountId: record.accountId ?? undefined,
        reason: record.reason ?? undefined,
        ticket: record.ticket ?? undefined,
      };
      expect(canonicalEvent(record)).toBe(canonicalJson(exported));
    }),
  );
});

it('notices digits that JavaScript would round away', () => {
  const written = (details: string) => canonicalEvent({ ...event, details });
  expect(written('{"n": 0.1}')).toContain('"details":{"n":0.1}');
  expect(written('{"n": 1000000000000000000000}')).toContain('"details":{"n":1e+21}');
  expect(written('{"n": 0.0000001}')).toContain('"details":{"n":1e-7}');
  for (const [one, other] of [
    ['{"n": 5}', '{"n": 5.00000000000000000001}'],
    ['{"n": 5}', '{"n": 5.0}'],
    ['{"n": 12345678901234567890}', '{"n": 12345678901234567891}'],
    ['{"n": ["0.10", 0.1]}', '{"n": ["0.1", 0.1]}'],
  ] as const) {
    expect(written(one)).not.toBe(written(other));
  }
});

it('writes a moment that is none, as someone may have set it', () => {
  expect(canonicalEvent({ ...event, atMs: Number.POSITIVE_INFINITY })).toContain('"at":"Infinity"');
});

it('chains with SHA-256, and with an HMAC whose key is derived from AUDIT_KEY', () => {
  const chain = new HashChain();
  const first = chain.add('{"a":"é"}');
  const second = chain.add('x'.repeat(100_000));
  const hashOf = (before: string, text: string) =>
    createHash('sha256').update(Buffer.from(before, 'hex')).update(text).digest('hex');
  expect(first).toBe(hashOf('00'.repeat(32), '{"a":"é"}'));
  expect(second).toBe(hashOf(first, 'x'.repeat(100_000)));

  const secret = Buffer.alloc(32, 'k');
  vi.stubEnv('AUDIT_KEY', secret.toString('base64'));
  const [key] = auditKeys();
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'reseller-desk audit chain', 32));
  const mac = createHmac('sha256', derived).update(Buffer.from(first, 'hex')).digest('hex');
  expect(key?.mac(first)).toBe(mac);
  vi.unstubAllEnvs();
});
