import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normalizeEmail } from '@/lib/contract/common';
import { vendorText } from '@/lib/server/upstreams/channel/request-json';
import {
  toDay,
  toInviteAnswers,
  toUpstreamUsers,
  toUserKey,
} from '@/lib/server/upstreams/remotepc/map';
import { size } from '@/tests/support/size';

describe('a row of the user list', () => {
  it.each([
    ['seats as text', { alloted_computers: '12' }, { seats: 12 }],
    ['negative seats', { alloted_computers: -1 }, { seats: null }],
    ['half a seat', { alloted_computers: 1.5 }, { seats: null }],
    ['seats as a word', { alloted_computers: 'many' }, { seats: null }],
    ['seats beyond counting', { alloted_computers: 1e21 }, { seats: null }],
    ['seats that are null', { alloted_computers: null }, { seats: null }],
    ['seats that are empty', { alloted_computers: '' }, { seats: null }],
    ['use as a list', { utilized_computers: [3] }, { seatsUsed: null }],
    ['activity as text', { isActive: 'False' }, { isActive: false }],
    ['activity as a number', { isActive: 1 }, { isActive: null }],
    ['a day that is not in the calendar', { created_date: '02-29-2023' }, { createdOn: null }],
    ['a date in another order', { created_date: '2023-01-13' }, { createdOn: null }],
    ['a date as a number', { created_date: 1_673_568_000 }, { createdOn: null }],
  ])('with %s is kept without guessing', (_name, wire, user) => {
    expect(toUpstreamUsers([{ username: 'ada@example.com', ...wire }])).toEqual([
      {
        username: 'ada@example.com',
        seats: null,
        seatsUsed: null,
        isActive: null,
        createdOn: null,
        ...user,
      },
    ]);
  });

  it('without a name is dropped, and with a name that isn’t an address is kept', () => {
    const rows = [null, 7, 'row', [], {}, { username: '' }, { username: ' ' }, { username: 9 }];
    expect(
      toUpstreamUsers([...rows, { username: ' Legacy User ' }]).map((u) => u.username),
    ).toEqual(['legacy user']);
  });

  it('appears once for all spellings of an address, with the first spelling', () => {
    const rows = [
      'Ada@Example.com',
      'ada@example.com ',
      'ada@example.com.',
      'ＡＤＡ@example.com',
    ].map((username, index) => ({ username, alloted_computers: index }));
    expect(toUpstreamUsers(rows)).toEqual([
      {
        username: 'ada@example.com',
        seats: 0,
        seatsUsed: null,
        isActive: null,
        createdOn: null,
        listedAs: 'Ada@Example.com',
      },
    ]);
  });
});

describe('a name that a database can’t store', () => {
  it.each([
    ['a NUL', '\u0000x@y.example', 'x@y.example'],
    ['a line end inside', 'x\r\ny@z.example', 'xy@z.example'],
    ['a DEL', 'x\u007f@y.example', 'x@y.example'],
    ['a C1 control', 'x\u0085@y.example', 'x@y.example'],
    ['half a surrogate pair', 'legacy\ud800 user', 'legacy user'],
    ['the other half', '\udc00legacy', 'legacy'],
    ['a right-to-left mark', 'le\u202egacy', 'legacy'],
    ['a whole pair', 'legacy 🙂', 'legacy 🙂'],
  ])('because of %s is kept without it', (_what, username, kept) => {
    expect(toUpstreamUsers([{ username }]).map((user) => user.username)).toEqual([kept]);
  });

  it.each(['\u0000', '\u0000 \ud800', '\u202e'])('is dropped if nothing is left of %j', (name) => {
    expect(toUpstreamUsers([{ username: name }])).toEqual([]);
  });

  it('never replaces the user it looks like', () => {
    const rows = [
      { username: '\u0000ada@example.com', alloted_computers: 1 },
      { username: 'ada@example.com', alloted_computers: 2 },
    ];
    expect(toUpstreamUsers(rows).map(({ username, seats }) => [username, seats])).toEqual([
      ['ada@example.com', 2],
    ]);
  });

  it('matches no invitation', () => {
    const row = { username: 'ada\u0000@example.com', status: 'INVITED' };
    expect(toInviteAnswers([row], ['ada@example.com'], String)).toEqual([]);
  });

  it('never remains, whatever the vendor sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = toUserKey(text);
        expect(key === null || (key.isWellFormed() && !/\p{Cc}/u.test(key))).toBe(true);
      }),
    );
  });
});

describe('a day', () => {
  it.each([
    ['01-13-2023', '2023-01-13'],
    ['02-29-2024', '2024-02-29'],
    ['02-29-2000', '2000-02-29'],
    ['02-29-1900', null],
    ['12-31-9999', '9999-12-31'],
    ['04-31-2023', null],
    ['13-01-2023', null],
    ['00-10-2023', null],
    ['10-00-2023', null],
    ['01-01-0000', null],
    ['1-13-2023', null],
    ['01-13-23', null],
    ['', null],
  ])('of %j is %j', (wire, day) => {
    expect(toDay(wire)).toBe(day);
  });
});

/** The rows' rules again, as a schema: what the hand-written parser must agree with. */
const count = z
  .union([
    z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    z
      .string()
      .regex(/^ *\d{1,9} *$/)
      .transform(Number),
  ])
  .transform((seats) => seats + 0)
  .nullable()
  .catch(null);
const userRowSchema = z.object({
  alloted_computers: count,
  utilized_computers: count,
  isActive: z
    .union([
      z.boolean(),
      z
        .string()
        .trim()
        .toLowerCase()
        .pipe(z.stringbool({ truthy: ['true'], falsy: ['false'] })),
    ])
    .nullable()
    .catch(null),
  created_date: z
    .string()
    .trim()
    .regex(/^\d{2}-\d{2}-\d{4}$/)
    .transform((text) => `${text.slice(6)}-${text.slice(0, 5)}`)
    .pipe(z.iso.date())
    .refine((text) => !text.startsWith('0000'))
    .nullable()
    .catch(null),
});

const address = fc.oneof(
  fc.emailAddress(),
  fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.com`),
  fc.stringMatching(/^[A-Za-z0-9._%+-]{1,70}@[A-Za-z0-9.-]{1,40}\.[A-Za-z]{1,5}$/),
  fc.string({ unit: 'binary' }),
);

describe('parsing by hand', () => {
  it('agrees with the schema for any row', () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 1_000 }),
      fc.double(),
      fc.boolean(),
      fc.constantFrom(
        'true',
        'FALSE',
        ' true ',
        '12',
        ' 7',
        '-1',
        '1e3',
        '01-13-2023',
        '02-30-2024',
        '02-29-2024',
      ),
      fc
        .tuple(fc.nat(14), fc.nat(33), fc.nat(10_000))
        .map(([month, day, year]) =>
          [
            String(month).padStart(2, '0'),
            String(day).padStart(2, '0'),
            String(year).padStart(4, '0'),
          ].join('-'),
        ),
      fc.jsonValue(),
    );
    const row = fc.record({
      alloted_computers: value,
      utilized_computers: value,
      isActive: value,
      created_date: value,
    });
    fc.assert(
      fc.property(row, (wire) => {
        const expected = userRowSchema.parse(wire);
        expect(toUpstreamUsers([{ username: 'a@b.example', ...wire }])).toEqual([
          {
            username: 'a@b.example',
            seats: expected.alloted_computers,
            seatsUsed: expected.utilized_computers,
            isActive: expected.isActive,
            createdOn: expected.created_date,
          },
        ]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('has one key for everything that full normalization treats as one address', () => {
    fc.assert(
      fc.property(address, (text) => {
        const normal = normalizeEmail(text);
        if (normal === null) return;
        expect(toUserKey(text)).toBe(normal);
        expect(toUserKey(normal)).toBe(normal);
      }),
      { numRuns: size(2_000, 10_000) },
    );
  });

  it('takes no shortcut that full normalization would reject', () => {
    fc.assert(
      fc.property(address, (text) => {
        const key = toUserKey(text);
        if (key !== null && normalizeEmail(text) === null) {
          expect(key).toBe(
            normalizeEmail(vendorText(text)) ?? vendorText(text).toLowerCase().trim(),
          );
        }
      }),
      { numRuns: size(2_000, 10_000) },
    );
  });

  it('reads 100,000 rows in less than a second of processor time', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      alloted_computers: index % 7,
      created_date: '01-13-2023',
      isActive: true,
      utilized_computers: 0,
      username: `user${index}@customer-${index % 40}.example`,
    }));
    const before = process.cpuUsage();
    const users = toUpstreamUsers(rows);
    expect(users).toHaveLength(100_000);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});
