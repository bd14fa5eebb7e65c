import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { GET } from '@/app/api/users/route';
import type { Problem } from '@/lib/contract/problem';
import type { UsersPage } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, seatSnapshots, upstreamLists } from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { readZip } from '@/tests/support/read-zip';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '400' } });
  const { state } = desk.sandbox.remotepc;
  const user = (
    username: string,
    allotedComputers: number,
    utilizedComputers: number,
    createdDate: string,
    isActive = true,
  ) => state.addUser({ username, allotedComputers, utilizedComputers, createdDate, isActive });
  user('over@north.example', 2, 5, '03-01-2024');
  user('full@north.example', 4, 4, '01-31-2023');
  user('idle@south.example', 10, 0, '12-24-2025', false);
  user('partly@south.example', 10, 9, '02-29-2024');
  // The browser gets only our key, not RemotePC's spelling.
  user('Bare@South.example', 0, 0, '07-01-2022');
  user('bare-over@east.example', 0, 1, '07-02-2022');
});

const users = async (query: string): Promise<UsersPage> => {
  const response = await desk.call(GET, `GET /api/users?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as UsersPage;
};
const names = async (query: string) => (await users(query)).items.map(({ username }) => username);

/** Saved after the response; the database must not be dropped before that. */
const settle = async () => userList(await findAccount(everyone, 'remotepc')).saved();

/** As after a restart: lists, clients and breakers are new. */
async function restart(): Promise<void> {
  await settle();
  forgetUpstreams();
}

beforeEach(() => {
  desk.sandbox.remotepc.faults.clear();
  desk.sandbox.remotepc.calls.length = 0;
});

afterAll(async () => {
  await settle();
  await desk.close();
});

describe('GET /api/users', () => {
  it('returns a page, the number of matches and the totals of the account', async () => {
    const page = await users('search=SOUTH&pageSize=2');
    expect(page).toEqual({
      items: [
        {
          accountId: 'rpc_sandbox',
          username: 'bare@south.example',
          seats: 0,
          seatsUsed: 0,
          isActive: true,
          createdOn: '2022-07-01',
          hasStoredPassword: false,
          storedPassword: 'none',
          passwordUse: null,
          key: expect.stringMatching(/^usr_[\w-]{22}$/),
          tags: [],
          hasNote: false,
          customer: null,
        },
        {
          accountId: 'rpc_sandbox',
          username: 'idle@south.example',
          seats: 10,
          seatsUsed: 0,
          isActive: false,
          createdOn: '2025-12-24',
          hasStoredPassword: false,
          storedPassword: 'none',
          passwordUse: null,
          key: expect.stringMatching(/^usr_[\w-]{22}$/),
          tags: [],
          hasNote: false,
          customer: null,
        },
      ],
      total: 3,
      page: 1,
      pageSize: 2,
      summary: { users: 6, active: 5, inactive: 1, seats: 26, seatsUsed: 19, overAllotted: 2 },
      filtered: { users: 3, active: 2, inactive: 1, seats: 20, seatsUsed: 9, overAllotted: 0 },
      fetchedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      isStale: false,
    });
    expect(await names('search=south&pageSize=2&page=2')).toEqual(['partly@south.example']);
    expect(await names('page=99')).toEqual([]);
  });

  it.each([
    ['username', 'bare bare-over full idle over partly'],
    ['-username', 'partly over idle full bare-over bare'],
    ['seats', 'bare bare-over over full idle partly'],
    ['-seats', 'idle partly full over bare bare-over'],
    ['-seatsUsed', 'partly over full bare-over bare idle'],
    ['createdOn', 'bare bare-over full partly over idle'],
    ['-utilisation', 'bare-over over full partly bare idle'],
    ['-unused', 'idle partly bare full bare-over over'],
    ['unused', 'over bare-over bare full partly idle'],
  ])('sorts by %s, then by username', async (sort, expected) => {
    const sorted = await names(`sort=${sort}`);
    expect(sorted.map((name) => name.split('@')[0]).join(' ')).toBe(expected);
  });

  it.each([
    ['seats=over', ['bare-over@east.example', 'over@north.example']],
    ['seats=full', ['full@north.example']],
    ['seats=idle', ['idle@south.example', 'partly@south.example']],
    ['status=inactive', ['idle@south.example']],
    ['status=active&search=south', ['bare@south.example', 'partly@south.example']],
    ['seats=over,full&search=north', ['full@north.example', 'over@north.example']],
    ['createdFrom=2024-03-01', ['idle@south.example', 'over@north.example']],
    ['createdFrom=2024-02-29&createdTo=2024-03-01', ['over@north.example', 'partly@south.example']],
    ['createdTo=2022-07-01', ['bare@south.example']],
  ])('filters by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('sorts unreadable values last in both directions, as null', async () => {
    desk.sandbox.remotepc.faults.set('list', {
      extraRows: [{ username: 'odd@east.example', alloted_computers: 'many' }],
    });
    expect((await users('sort=seats&refresh=1')).items.at(-1)).toMatchObject({
      username: 'odd@east.example',
      seats: null,
      seatsUsed: null,
      isActive: null,
      createdOn: null,
    });
    expect((await names('sort=-utilisation')).at(-1)).toBe('odd@east.example');
    expect(await names('seats=idle')).not.toContain('odd@east.example');
  });

  it.each([
    ['page=0', 'page'],
    ['pageSize=501', 'pageSize'],
    ['sort=password', 'sort'],
    ['status=maybe', 'status'],
    ['seats=1', 'seats'],
    ['seats=over,', 'seats'],
    ['password=yes', 'password'],
    ['createdFrom=2026-02-30', 'createdFrom'],
    ['createdTo=yesterday', 'createdTo'],
    ['account=../x', 'account'],
    ['search=a&search=b', 'search'],
    ['search=%00', 'search'],
    ['refresh=yes', 'refresh'],
  ])('refuses ?%s with the path of the error', async (query, path) => {
    const response = await desk.call(GET, `GET /api/users?${query}`);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as Problem;
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  it('is open to viewers and closed without a session', async () => {
    expect((await desk.call(GET, 'GET /api/users', { as: 'viewer' })).status).toBe(200);
    const calls = desk.sandbox.remotepc.calls.length;
    expect((await desk.call(GET, 'GET /api/users', { as: null })).status).toBe(401);
    expect(desk.sandbox.remotepc.calls).toHaveLength(calls);
  });

  it('returns 304 to a client that already has the same page', async () => {
    const first = await desk.call(GET, 'GET /api/users?pageSize=2');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-store');
    const again = await desk.call(GET, 'GET /api/users?pageSize=2', {
      headers: { 'if-none-match': `W/${etag}` },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await desk.call(GET, 'GET /api/users?pageSize=3', {
      headers: { 'if-none-match': etag },
    });
    expect(other.status).toBe(200);
  });

  it('calls the upstream once for many readers, and not again while the list is fresh', async () => {
    await restart();
    await Promise.all(Array.from({ length: 20 }, () => users('')));
    await users('search=x');
    expect(desk.sandbox.remotepc.calls.map(({ operation }) => operation)).toEqual(['list']);
  });

  it('records the day’s seats', async () => {
    await users('refresh=1');
    await settle();
    const today = new Date().toISOString().slice(0, 10);
    expect(await db().select().from(seatSnapshots)).toEqual([
      { accountId: 'rpc_sandbox', day: today, users: 6, seats: 26, seatsUsed: 19 },
    ]);
  });
});

describe('GET /api/users while the upstream is down', () => {
  beforeEach(restart);

  it('returns the last known list as stale with its time, even if a fresh one is requested', async () => {
    const before = await users('');
    userList(await findAccount(everyone, 'remotepc')).invalidate();
    desk.sandbox.remotepc.faults.set('list', { html: true });
    for (const query of ['', 'refresh=1']) {
      const page = await users(query);
      expect(page).toMatchObject({ total: 6, isStale: true, fetchedAt: before.fetchedAt });
    }
    desk.sandbox.remotepc.faults.clear();
    expect((await users('refresh=1')).isStale).toBe(false);
  });

  it('returns the list of an earlier process, too', async () => {
    const before = await users('');
    await restart();
    desk.sandbox.remotepc.faults.set('list', { resetBefore: true });
    expect(await users('')).toMatchObject({
      total: 6,
      isStale: true,
      fetchedAt: before.fetchedAt,
    });
  });

  it.each([
    [{ resetBefore: true } as const, 502, 'upstream_unavailable'],
    [{ status: 500 }, 502, 'upstream_unavailable'],
    [{ status: 401 }, 502, 'upstream_unauthorized'],
    [{ status: 403 }, 502, 'upstream_forbidden'],
    [{ status: 200, html: true } as const, 502, 'upstream_malformed'],
    [{ truncateAt: 40 }, 502, 'upstream_malformed'],
    [{ retryAfter: '7' }, 503, 'upstream_rate_limited'],
    [{ delayMs: 2_000 }, 504, 'upstream_timeout'],
  ])(
    'reports the upstream’s failure %j if no list is known: %i %s',
    async (fault, status, code) => {
      await db().delete(upstreamLists);
      desk.sandbox.remotepc.faults.set('list', fault);
      const response = await desk.call(GET, 'GET /api/users');
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.code]).toEqual([status, code]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(problem.upstream?.name).toBe('remotepc');
    },
  );
});

describe('a list with names that a database can’t store', () => {
  it('is still shown to everyone', async () => {
    desk.sandbox.remotepc.faults.set('list', {
      extraRows: ['\u0000nul@north.example', 'half\ud800@north.example', 'a\tb\u0007c'].map(
        (username) => ({ username }),
      ),
    });
    await restart();
    const found = await names('refresh=1&search=n&pageSize=500');
    expect(found).toContain('nul@north.example');
    expect(found).toContain('half@north.example');
    expect(await names('search=abc')).toEqual(['abc']);
    await settle();
    desk.sandbox.remotepc.faults.clear();
    await restart();
  });
});

describe('addresses as people write them', () => {
  const added = [
    ...['zed', 'éva', 'Ärger', 'bob', 'ann2', 'ann', 'ann10', 'ann.b', 'ann-b'].map(
      (name) => `${name}@sort.example`,
    ),
    'info@bücher.example',
  ];
  beforeEach(async () => {
    await restart();
    added.forEach((username) => desk.sandbox.remotepc.state.addUser({ username }));
  });
  afterEach(() => added.forEach((name) => desk.sandbox.remotepc.state.removeUser(name)));

  it('are sorted the way people look for them (FF-29)', async () => {
    const sorted = await names('search=sort.example&sort=username&refresh=1');
    expect(sorted.map((name) => name.split('@')[0])).toEqual(
      'ann ann-b ann.b ann2 ann10 ärger bob éva zed'.split(' '),
    );
  });

  it.each(['bücher', 'BÜCHER.example', 'info@bücher.example', 'xn--bcher', 'bu\u0308cher'])(
    'are found by %s (FF-18)',
    async (search) => {
      expect(await names(`search=${encodeURIComponent(search)}&refresh=1`)).toEqual([
        'info@xn--bcher-kva.example',
      ]);
    },
  );
});

describe('GET /api/users/export', () => {
  beforeEach(restart);

  const addUser = (username: string) =>
    desk.sandbox.remotepc.state.addUser({
      username,
      allotedComputers: 4,
      utilizedComputers: 3,
      createdDate: '01-01-2020',
    });

  it('writes the rows on screen as CSV and records the export', async () => {
    addUser('=cmd|calc@evil.example');
    const response = await desk.call(EXPORT, 'GET /api/users/export?seats=idle', { as: 'viewer' });
    desk.sandbox.remotepc.state.removeUser('=cmd|calc@evil.example');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toBe(
      'E-mail,Seats,Used,State,Created,Password stored,Tags\r\n' +
        "'=cmd|calc@evil.example,4,3,Active,2020-01-01,no,\r\n" +
        'idle@south.example,10,0,Inactive,2025-12-24,no,\r\n' +
        'partly@south.example,10,9,Active,2024-02-29,no,\r\n',
    );
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, actorId, details }) => [action, actorId, details])).toEqual([
      ['users.exported', 'stf_viewer', { format: 'csv', rows: 3 }],
    ]);
  });

  it('writes only the headings if nothing matches', async () => {
    const response = await desk.call(EXPORT, 'GET /api/users/export?search=nobody');
    expect(await response.text()).toBe('E-mail,Seats,Used,State,Created,Password stored,Tags\r\n');
  });

  it('writes the same rows as XLSX, with formulas neutralized too', async () => {
    addUser('=1+1@evil.example');
    const response = await desk.call(EXPORT, 'GET /api/users/export?format=xlsx&search=evil');
    desk.sandbox.remotepc.state.removeUser('=1+1@evil.example');
    expect(response.headers.get('content-disposition')).toMatch(/\.xlsx"$/);
    const files = readZip(Buffer.from(await response.arrayBuffer()));
    const words = (files.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g);
    expect([...words].map(([, word]) => word)).toEqual([
      ...['E-mail', 'Seats', 'Used', 'State', 'Created', 'Password stored', 'Tags'],
      ...["'=1+1@evil.example", 'Active', 'no'],
    ]);
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    const numbers = sheet.matchAll(/<c (?![^>]*t=)[^>]*><v>(\d+)/g);
    // A real date for the spreadsheet: 1 January 2020 as it counts, shown as 2020-01-01.
    expect([...numbers].map(([, number]) => number)).toEqual(['4', '3', '43831']);
    expect(files.get('xl/styles.xml')).toContain('formatCode="yyyy-mm-dd"');
  });

  it('writes addresses as people write them, one per line', async () => {
    const added = ['info@bücher.example', 'two\nlines@odd.example', 'a\u2028b@odd.example'];
    added.forEach(addUser);
    const text = async (format: string, search: string) => {
      const path = `GET /api/users/export?format=${format}&search=${search}&refresh=1` as const;
      return (await desk.call(EXPORT, path)).text();
    };
    expect(await text('csv', 'xn--bcher')).toContain('\r\ninfo@bücher.example,4,3,');
    expect(await text('txt', encodeURIComponent('bücher'))).toBe('info@bücher.example\n');
    expect(await text('txt', 'odd.example')).toBe('ab@odd.example\ntwolines@odd.example\n');
    added.forEach((name) => desk.sandbox.remotepc.state.removeUser(name));
  });

  it('refuses an unknown format and a missing session', async () => {
    expect((await desk.call(EXPORT, 'GET /api/users/export?format=pdf')).status).toBe(400);
    expect((await desk.call(EXPORT, 'GET /api/users/export', { as: null })).status).toBe(401);
  });

  it('sends a long list completely', async () => {
    desk.sandbox.remotepc.state.fill(5_000);
    const response = await desk.call(EXPORT, 'GET /api/users/export?search=fill');
    const lines = (await response.text()).split('\r\n');
    expect([lines.length, lines[5_000]]).toEqual([
      5_002,
      expect.stringMatching(/^user05000@fill\.example,1,0,Active,[\d-]{10},no,$/),
    ]);
  });
});
