import fc from 'fast-check';
import Papa from 'papaparse';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/customers/export/route';
import { GET as EXPORT_USERS } from '@/app/api/users/export/route';
import type { Customer } from '@/lib/contract/customers';
import type { CustomerUser } from '@/lib/contract/users';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, list, assign, users } = customerCalls(() => desk);

/** Each in other letters, lengths and directions. */
const texts = [
  ...['North', 'north wind', 'NORTH-01', 'Ökostrom Müller', 'Éclair', 'ß-Straße', 'İstanbul'],
  ...[
    'שלום חברה',
    'شركة',
    '株式会社',
    '😀 Party',
    '👩‍👩‍👧',
    'a_b%c',
    "O'Brien; DROP",
    '=1+1',
    '-7',
    '@x',
  ],
  ...['Ｎｏｒｔｈ', 'ﬁne', 'i̇', 'x'.repeat(200), '10', '9', '007', '"quoted", twice', '*', '\\'],
];
const domains = [
  'north.example',
  'bücher.example',
  'пример.example',
  '例え.example',
  'a-b.example',
];

const names = texts.flatMap((text, place) => {
  const local = text.normalize('NFC').replaceAll(/[\s@",;\\]/g, '') || 'x';
  const domain = [...domains, 'gmail.com', 'nobody.example'][place % 7] ?? '';
  return [`${local.slice(0, 60)}@${domain}`, `user${place}@${domain}`];
});
names.push(`${'long'.repeat(250)}@north.example`, 'not an address');

const parts = [...texts, ...domains, 'nor', 'ex', 'ü', 'xn--', 'user1', '%', '_', 'ם', '😀'];
const seed = 20_261_130;

let everyone: CustomerUser[];
let customers: Customer[];

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const [seats] = fc.sample(
    fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 80, maxLength: 80 }),
    { seed, numRuns: 1 },
  );
  names.forEach((username, place) => {
    const [allotedComputers = 0, utilizedComputers = 0] = seats?.[place] ?? [];
    desk.sandbox.remotepc.state.addUser({ username, allotedComputers, utilizedComputers });
  });
  for (const [place, text] of texts.entries()) {
    await create({
      name: `${text.slice(0, 190)} ${place}`,
      domains: place < domains.length ? [domains[place]] : [],
      externalId: place % 3 === 0 ? text.slice(0, 100) : null,
      tags: place % 4 === 0 ? [`T${place % 8}`, text.replaceAll(',', '').slice(0, 40)] : [],
      note: place % 5 === 0 ? `${text}\n${text}` : null,
      ...(place % 6 === 0 && { pricePerSeat: place / 8, currency: 'EUR' }),
      ownFields: place % 7 === 0 ? [{ name: `Field ${place % 2}`, value: text }] : [],
      rules: place === 9 ? [{ of: 'users', kind: 'name', value: 'USER1*' }] : [],
    });
  }
  everyone = (await users('pageSize=500')).items;
  customers = (await list('pageSize=500')).items;
  const hand = everyone.filter((_, place) => place % 9 === 0);
  const usernames = hand.map(({ username }) => username);
  await assign({ usernames, customerId: customers[3]?.id });
  everyone = (await users('pageSize=500')).items;
  customers = (await list('pageSize=500')).items;
});
afterAll(() => desk.close());

const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase();
const shown = (domain: string) =>
  domains.find((one) => new URL(`http://${one}`).hostname === domain) ?? domain;
const sum = (of: readonly (number | null)[]) =>
  of.reduce<number>((all, one) => all + (one ?? 0), 0);

/** As it should be, one row after the other. */
function reference(search: string, tag: string | null, key: string, isDescending: boolean) {
  const wanted = fold(search);
  const matching = customers.filter(
    (one) =>
      (tag === null || one.tags.some((other) => fold(other) === fold(tag))) &&
      [
        ...[one.name, one.externalId ?? '', ...one.tags, ...one.domains],
        ...[...one.domains.map(shown), ...one.ownFields.map(({ value }) => value)],
      ].some((text) => fold(text).includes(wanted)),
  );
  // The order of names is the list's own; what is checked is that every other key keeps it.
  const place = new Map(customers.map(({ id }, at) => [id, at]));
  const valueOf = (one: Customer) =>
    key === 'unused' ? (one.seats ?? 0) - (one.seatsUsed ?? 0) : Number(one[key as 'seats']);
  return matching.sort((one, other) => {
    const byPlace = (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0);
    if (key === 'name') return isDescending ? -byPlace : byPlace;
    return (isDescending ? -1 : 1) * (valueOf(one) - valueOf(other)) || byPlace;
  });
}

const search = fc.oneof(
  fc.constant(''),
  fc.constantFrom(...parts),
  fc.constantFrom(...texts).chain((text) =>
    fc.tuple(fc.nat(text.length), fc.integer({ min: 1, max: 4 })).map(([start, length]) =>
      text
        .slice(start, start + length)
        .toWellFormed()
        .replaceAll('\ufffd', ''),
    ),
  ),
);
const range = fc.record({
  page: fc.integer({ min: 1, max: 4 }),
  pageSize: fc.integer({ min: 1, max: 20 }),
});

it('the belonging of each user is what its hand, its rule or its domain says', () => {
  for (const [place, { username, customer }] of everyone.entries()) {
    const domain = username.split('@')[1] ?? '';
    const owner = customers.find((one) => one.domains.includes(domain));
    const expected =
      place % 9 === 0
        ? [customers[3]?.id, 'hand']
        : username.startsWith('user1')
          ? [customers.find(({ rules }) => rules.length > 0)?.id, 'name']
          : [owner?.id, owner && 'domain'];
    expect([customer?.id, customer?.source], username.slice(0, 60)).toEqual(expected);
  }
  // Two names are the same but for the width of their letters.
  expect(everyone).toHaveLength(names.length - 1);
});

it('search, tag, order, range and sums of customers equal a naive reference', async () => {
  await fc.assert(
    fc.asyncProperty(
      search,
      fc.option(fc.constantFrom('T0', 't4', 'none'), { freq: 3 }),
      fc.constantFrom('name', 'users', 'seats', 'seatsUsed', 'unused'),
      fc.boolean(),
      range,
      async (text, tag, key, isDescending, { page, pageSize }) => {
        const query = new URLSearchParams({
          ...{ search: text, sort: `${isDescending ? '-' : ''}${key}` },
          ...{ page: String(page), pageSize: String(pageSize), ...(tag !== null && { tag }) },
        });
        const expected = reference(text, tag, key, isDescending);
        const answer = await list(query.toString());
        const start = (page - 1) * pageSize;
        expect(answer.items).toEqual(expected.slice(start, start + pageSize));
        expect(answer).toMatchObject({
          total: expected.length,
          filtered: {
            customers: expected.length,
            users: sum(expected.map((one) => one.users)),
            seats: sum(expected.map((one) => one.seats)),
            seatsUsed: sum(expected.map((one) => one.seatsUsed)),
          },
        });
        const all = [...customers, answer.withoutCustomer];
        expect(sum(all.map((one) => one.users))).toBe(everyone.length);
        expect(sum(all.map((one) => one.seats))).toBe(sum(everyone.map((one) => one.seats)));
      },
    ),
    { seed, numRuns: 40 },
  );
});

it('search, customer, order, range and sums of users equal a naive reference', async () => {
  const ids = customers.map(({ id }) => id);
  await fc.assert(
    fc.asyncProperty(
      search,
      fc.option(fc.uniqueArray(fc.constantFrom(...ids, 'none'), { minLength: 1, maxLength: 6 })),
      fc.constantFrom('username', 'seats', 'seatsUsed', 'unused'),
      fc.boolean(),
      range,
      async (text, wanted, key, isDescending, { page, pageSize }) => {
        const query = new URLSearchParams({
          ...{ search: text, sort: `${isDescending ? '-' : ''}${key}` },
          ...{ page: String(page), pageSize: String(pageSize) },
          ...(wanted && { customer: wanted.join(',') }),
        });
        const valueOf = (one: CustomerUser) =>
          key === 'unused' ? (one.seats ?? 0) - (one.seatsUsed ?? 0) : Number(one[key as 'seats']);
        const spelled = (username: string) => {
          const [local, domain = ''] = username.split('@');
          return [username, `${local}@${shown(domain)}`];
        };
        const expected = everyone
          .filter(({ username }) => spelled(username).some((one) => one.includes(fold(text))))
          .filter(({ customer }) => !wanted || wanted.includes(customer?.id ?? 'none'))
          .map((user, place) => ({ user, place }))
          .sort((one, other) => {
            const byPlace = one.place - other.place;
            if (key === 'username') return isDescending ? -byPlace : byPlace;
            return (isDescending ? -1 : 1) * (valueOf(one.user) - valueOf(other.user)) || byPlace;
          })
          .map(({ user }) => user);
        const answer = await users(query.toString());
        const start = (page - 1) * pageSize;
        expect(answer.items).toEqual(expected.slice(start, start + pageSize));
        expect(answer.total).toBe(expected.length);
        expect(answer.filtered).toMatchObject({
          users: expected.length,
          seats: sum(expected.map((one) => one.seats)),
          seatsUsed: sum(expected.map((one) => one.seatsUsed)),
        });
      },
    ),
    { seed, numRuns: 40 },
  );
});

it('the files are the rows of the API', async () => {
  const rowsOf = async (response: Response) =>
    Papa.parse<string[]>((await response.text()).replace('\ufeff', ''), { skipEmptyLines: true })
      .data;
  /** Without the quote in front of what a spreadsheet would run. */
  const plain = (cell: string | undefined) => (cell ?? '').replace(/^'(?=[=+\-@])/, '');
  const [headings = [], ...rows] = await rowsOf(
    await desk.call(EXPORT, 'GET /api/customers/export?sort=-seats', { as: 'viewer' }),
  );
  const { items } = await list('sort=-seats&pageSize=500');
  const own = headings.slice(11);
  expect(own.toSorted()).toEqual(['Field 0', 'Field 1']);
  expect(rows.map((row) => row.map(plain))).toEqual(
    items.map((one) => [
      ...[one.name, one.domains.map(shown).join(', '), one.externalId ?? ''],
      ...[one.users, one.seats, one.seatsUsed, one.devices].map(String),
      ...[String(one.pricePerSeat ?? ''), one.currency ?? ''],
      ...[one.tags.join(', '), one.note ?? ''],
      ...own.map((name) => one.ownFields.find((field) => field.name === name)?.value ?? ''),
    ]),
  );
  const [first = [], ...lines] = await rowsOf(
    await desk.call(EXPORT_USERS, 'GET /api/users/export?columns=seats,customer', { as: 'viewer' }),
  );
  const at = first.indexOf('Customer');
  expect(lines.map((line) => plain(line[at]))).toEqual(
    everyone.map(({ customer }) => customer?.name ?? ''),
  );
});
