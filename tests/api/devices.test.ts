import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as CONNECT } from '@/app/api/connections/route';
import { GET, POST } from '@/app/api/devices/route';
import type { DevicesPage } from '@/lib/contract/devices';
import type { Problem } from '@/lib/contract/problem';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

async function list(query = ''): Promise<DevicesPage> {
  const response = await desk.call(GET, `GET /api/devices${query}`, { as: 'viewer' });
  expect(response.status).toBe(200);
  return (await response.json()) as DevicesPage;
}

const names = (page: DevicesPage) => page.items.map(({ name }) => name);

describe.each(['v27', 'graphql'] as const)('over %s', (remoteit) => {
  beforeAll(async () => {
    desk = await startTestDesk({ remoteit, env: { UPSTREAM_TIMEOUT_MS: '1500' } });
  });
  afterAll(() => desk.close());
  beforeEach(() => {
    desk.sandbox.remoteit.faults.clear();
    desk.sandbox.remoteit.calls.length = 0;
  });

  describe('GET /api/devices', () => {
    it('returns services under their devices, by name', async () => {
      const page = await list('?pageSize=2');
      expect(page).toMatchObject({ total: 30, page: 1, pageSize: 2, isStale: false });
      expect(names(page)).toEqual(['accounting-pc', 'backup-nas']);
      expect(page.items[0]).toMatchObject({
        accountId: 'rit_sandbox',
        id: '80:00:00:00:01:00:94:a0',
        state: 'active',
        services: [
          {
            id: '80:00:00:00:01:00:94:a1',
            name: 'accounting-pc-rdp',
            type: 'rdp',
            port: 3389,
            state: 'active',
          },
          { id: '80:00:00:00:01:00:94:a2', type: 'smb', port: 445 },
        ],
      });
    });

    it('lists two devices with the same name side by side', async () => {
      const page = await list('?search=reception');
      expect(names(page)).toEqual(['reception', 'reception']);
      expect(page.items.map(({ state }) => state)).toEqual(['active', 'inactive']);
    });

    it('finds a device by part of a service’s name or id, ignoring case', async () => {
      expect(names(await list('?search=KITCHEN-display-VNC'))).toEqual(['kitchen-display']);
      expect(names(await list('?search=01:00:94:A1'))).toEqual(['accounting-pc']);
      expect((await list('?search=nowhere')).total).toBe(0);
    });

    it('filters by status', async () => {
      const page = await list('?state=inactive&pageSize=500');
      expect(names(page)).toContain('greenhouse-pi');
      expect(page.items.every(({ state }) => state === 'inactive')).toBe(true);
      expect(page.total + (await list('?state=active')).total).toBe(30);
    });

    it('returns the owner of a device, and filters by it', async () => {
      const page = await list('?shared=yes');
      expect(names(page)).toEqual(['robot-cell-4', 'weather-mast', 'yard-gate']);
      expect(page.items.map(({ owner, isShared }) => [owner, isShared])).toEqual([
        ['support@starlingrobotics.example', true],
        ['field-ops@harborlight.example', true],
        ['field-ops@harborlight.example', true],
      ]);
      expect((await list('?shared=no')).total).toBe(27);
    });

    it('finds devices offline for a number of days, longest first', async () => {
      const page = await list('?offlineDays=30&sort=lastSeenAt');
      expect(names(page)).toEqual(['old-mailrelay', 'warehouse-pi', 'reception', 'weather-mast']);
      expect(
        page.items.every(({ state, offlineSince }) => state === 'inactive' && offlineSince),
      ).toBe(true);
      expect((await list('?offlineDays=213')).total).toBe(0);
      expect((await list('?offlineDays=30&state=active')).total).toBe(0);
    });

    it('sorts by any column in both directions', async () => {
      const down = await list('?sort=-name&pageSize=500');
      expect(names(down)).toEqual(names(await list('?pageSize=500')).toReversed());
      const [first] = (await list('?sort=-lastSeenAt&state=inactive')).items;
      expect(first?.name).toBe('pos-terminal-2');
      expect((await list('?sort=state&pageSize=500')).items.map(({ state }) => state)).toEqual([
        ...Array.from({ length: 22 }, () => 'active'),
        ...Array.from({ length: 8 }, () => 'inactive'),
      ]);
      expect(names(await list('?sort=owner&pageSize=3'))).toEqual([
        'weather-mast',
        'yard-gate',
        'accounting-pc',
      ]);
    });

    it('returns a device’s platform if remote.it reports it', async () => {
      const [pi] = (await list('?search=cold-store-sensor')).items;
      expect(pi?.platform).toBe(remoteit === 'graphql' ? 'Raspberry Pi' : undefined);
      const [online] = (await list('?search=accounting-pc')).items;
      expect(online?.onlineSince !== undefined).toBe(remoteit === 'graphql');
    });

    it('returns an empty page past the last one', async () => {
      expect(await list('?page=1000000&pageSize=500')).toMatchObject({ total: 30, items: [] });
    });

    it('calls remote.it once for many readers', async () => {
      desk.sandbox.remoteit.faults.set('list', { delayMs: 250 });
      await Promise.all([list('?refresh=1'), list('?refresh=1'), list('?refresh=1')]);
      const lists = desk.sandbox.remoteit.calls.filter(({ operation }) => operation === 'list');
      expect(lists).toHaveLength(1);
    });

    it('shows the last known list as stale when remote.it is down or slow', async () => {
      await list('?refresh=1');
      desk.sandbox.remoteit.faults.set('list', { html: true });
      expect(await list('?refresh=1')).toMatchObject({ total: 30, isStale: true });
      desk.sandbox.remoteit.faults.set('list', { delayMs: 5_000 });
      expect(await list('?refresh=1')).toMatchObject({ total: 30, isStale: true });
      desk.sandbox.remoteit.faults.clear();
      expect(await list('?refresh=1')).toMatchObject({ total: 30, isStale: false });
    });

    it('refuses an unknown account, a missing session, and any other method', async () => {
      const unknown = await desk.call(GET, 'GET /api/devices?account=rit_elsewhere');
      expect(unknown.status).toBe(404);
      expect(await unknown.json()).toMatchObject({ code: 'account_not_found' });
      expect((await desk.call(GET, 'GET /api/devices', { as: null })).status).toBe(401);
      const post = await desk.call(POST, 'POST /api/devices', { json: {} });
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });

    it.each([
      ['page=0', 'page'],
      ['pageSize=501', 'pageSize'],
      ['state=asleep', 'state'],
      ['search=%00', 'search'],
      ['offlineDays=0', 'offlineDays'],
      ['shared=maybe', 'shared'],
      ['sort=services', 'sort'],
      ['account=Rit%20One', 'account'],
      ['refresh=yes', 'refresh'],
    ])('returns the path of the error in ?%s', async (query, path) => {
      const response = await desk.call(GET, `GET /api/devices?${query}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as Problem).errors?.[0]?.path).toBe(path);
    });

    it('answers any query with 200 or 400', async () => {
      const keys = fc.constantFrom('search', 'state', 'page', 'pageSize', 'refresh', 'other');
      const query = fc.dictionary(keys, fc.string({ unit: 'binary', maxLength: 30 }), {
        maxKeys: 3,
      });
      await fc.assert(
        fc.asyncProperty(query, async (values) => {
          const response = await desk.call(GET, `GET /api/devices?${encode(values)}`);
          expect([200, 400]).toContain(response.status);
        }),
        { numRuns: 60 },
      );
    });
  });
});

describe.each([
  ['v27', 'rejected the sign-in'],
  ['graphql', 'rejected this account’s access key'],
] as const)('GET /api/devices over %s without a known list', (remoteit, words) => {
  it('says what is wrong if remote.it refuses the account', async () => {
    const fresh = await startTestDesk({ remoteit });
    fresh.sandbox.remoteit.state.setPassword('another one');
    fresh.sandbox.remoteit.state.accessKey.isEnabled = false;
    const response = await fresh.call(GET, 'GET /api/devices');
    expect(response.status).toBe(502);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({
      code: 'upstream_unauthorized',
      upstream: { name: 'remoteit' },
    });
    expect(problem.detail).toContain(words);
    await fresh.close();
  });
});

function encode(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
}

describe('a list from which remote.it left out a part, over GraphQL', () => {
  const nulls = (...path: (string | number)[]) => ['login', 'devices', 'items', ...path];

  it('is returned with what exists, marked incomplete, with what is missing', async () => {
    desk = await startTestDesk({ remoteit: 'graphql' });
    desk.sandbox.remoteit.faults.set('list', { nullAt: [nulls(0, 'services'), nulls(1)] });
    const page = await list('?refresh=1&pageSize=100');
    expect(page).toMatchObject({ total: 29, isIncomplete: true });
    const [part, whole] = page.missing;
    expect(part).toMatchObject({ part: 'services', message: 'Internal error' });
    expect(whole).toEqual({ deviceId: null, part: null, message: 'Internal error' });
    const device = page.items.find(({ id }) => id === part?.deviceId);
    expect(device).toMatchObject({ services: [], missing: ['services'] });

    const refused = await desk.call(CONNECT, 'POST /api/connections', {
      as: 'technician',
      json: { serviceId: part?.deviceId?.replace(/0$/, '1') },
    });
    expect(refused.status).toBe(502);
    expect(((await refused.json()) as Problem).detail).toContain('only part of its list');

    desk.sandbox.remoteit.faults.clear();
    expect(await list('?refresh=1')).toMatchObject({ total: 30, isIncomplete: false, missing: [] });
    await desk.close();
  });
});

describe.each(['v27', 'graphql'] as const)(
  'names that a database can’t store, over %s',
  (remoteit) => {
    it('are shown and connected to without the invalid characters', async () => {
      desk = await startTestDesk({ remoteit });
      const service = desk.sandbox.remoteit.state.findService('80:00:00:00:01:00:94:a1');
      if (!service) throw new Error('no such service');
      service.alias = 'acc\u0000ount\ud800ing \u202erdp\n';
      const page = await list('?search=accounting');
      expect(page.items[0]?.services[0]?.name).toBe('accounting rdp');
      const opened = await desk.call(CONNECT, 'POST /api/connections', {
        as: 'technician',
        json: { serviceId: '80:00:00:00:01:00:94:a1' },
      });
      expect(opened.status).toBe(201);
      expect(await opened.json()).toMatchObject({ serviceName: 'accounting rdp' });
      await desk.close();
    });
  },
);

describe('10,000 devices over GraphQL', () => {
  it('are read page by page, none skipped or duplicated, and returned fifty at a time', async () => {
    const many = await startTestDesk({ remoteit: 'graphql', seed: 'empty' });
    many.sandbox.remoteit.state.fill(10_000);
    const seen: string[] = [];
    for (let page = 1; page <= 20; page += 1) {
      const response = await many.call(GET, `GET /api/devices?pageSize=500&page=${page}`);
      const { items, total } = (await response.json()) as DevicesPage;
      expect(total).toBe(10_000);
      seen.push(...items.map(({ name }) => name));
    }
    expect(seen).toEqual(
      Array.from({ length: 10_000 }, (_, index) => `device-${String(index).padStart(5, '0')}`),
    );
    const asked = many.sandbox.remoteit.calls.map(({ body }) => body);
    expect(asked.map((body) => (body as { variables: unknown }).variables)).toEqual(
      Array.from({ length: 11 }, (_, page) => ({
        size: 1_000,
        from: page === 0 ? 0 : page * 980,
      })),
    );
    const found = await many.call(GET, 'GET /api/devices?search=device-07777-ssh');
    expect(names((await found.json()) as DevicesPage)).toEqual(['device-07777']);
    const offline = await many.call(GET, 'GET /api/devices?state=inactive&shared=yes');
    expect(((await offline.json()) as DevicesPage).total).toBe(159);
    await many.close();
  });
});
