import { describe, expect, it } from 'vitest';
import type { ListGap } from '@/lib/contract/devices';
import { CONNECTED, PAGE, SECRET, graphqlAccount } from './graphql-account';

const account = graphqlAccount();
const { list, connect, stop } = account;

/** The page with the field at each path null, and an error that names it. */
function pageWithout(...paths: (string | number)[][]): string {
  const page = JSON.parse(PAGE) as { data: unknown; errors?: unknown };
  for (const path of paths) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>(
        (value, name) => (value as Record<string | number, unknown>)[name],
        page.data,
      );
    (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = null;
  }
  page.errors = paths.map((path) => ({ message: `no ${path.at(-1)}`, path }));
  return JSON.stringify(page);
}

const ITEMS = ['login', 'devices', 'items'];
const FIRST = '80:00:00:00:01:00:81:10';

describe('a list with data and errors', () => {
  async function listWithGaps() {
    const gaps: ListGap[] = [];
    const devices = await account.client.listDevices((gap) => gaps.push(gap));
    return { devices, gaps };
  }

  it.each([
    ['services', 'services', { services: [] }],
    ['owner', 'owner', { owner: '', isShared: false }],
    ['endpoint', 'lastSeenAt', { lastSeenAt: '2026-01-01T00:00:00.000Z' }],
    ['name', 'name', { name: FIRST }],
    ['state', 'state', { state: 'inactive' }],
    ['platform', 'platform', { name: 'pump-7' }],
  ])('keeps a device without its %s, and marks it', async (field, part, rest) => {
    account.reply = [200, pageWithout([...ITEMS, 0, field])];
    const { devices, gaps } = await listWithGaps();
    expect(devices).toHaveLength(2);
    expect(devices[0]).toMatchObject({ id: FIRST, missing: [part], ...rest });
    expect(devices[1]).not.toHaveProperty('missing');
    expect(gaps).toEqual([{ deviceId: FIRST, part, message: `no ${field}` }]);
  });

  it('keeps the other services if one is null', async () => {
    account.reply = [
      200,
      pageWithout([...ITEMS, 0, 'services', 0], [...ITEMS, 0, 'services', 1, 'name']),
    ];
    const { devices, gaps } = await listWithGaps();
    expect(devices[0]).toMatchObject({ missing: ['services'] });
    expect(devices[0]?.services.map(({ name }) => name)).toEqual(['80:00:00:00:01:00:81:12']);
    expect(gaps).toEqual([{ deviceId: FIRST, part: 'services', message: 'no 0' }]);
  });

  it('keeps the other devices if one is null, with or without an error', async () => {
    account.reply = [200, pageWithout([...ITEMS, 0])];
    const { devices, gaps } = await listWithGaps();
    expect(devices.map(({ id }) => id)).toEqual(['80:00:00:00:01:00:81:20']);
    expect(gaps).toEqual([{ deviceId: null, part: null, message: 'no 0' }]);
    account.reply = [200, JSON.stringify({ ...JSON.parse(account.reply[1]), errors: undefined })];
    expect((await listWithGaps()).gaps).toEqual([{ deviceId: null, part: null, message: null }]);
  });

  it.each([
    ['no path', '{"message":"partial outage"}'],
    ['a path that leads elsewhere', '{"message":"partial outage","path":["login","plan"]}'],
    ['a path of nonsense', '{"message":"partial outage","path":[{"a":1}]}'],
    [
      'a place beyond the list',
      '{"message":"partial outage","path":["login","devices","items",9]}',
    ],
  ])('keeps everything if an error has %s, and passes on its message', async (_what, error) => {
    account.reply = [200, `${PAGE.slice(0, -1)},"errors":[${error}]}`];
    const { devices, gaps } = await listWithGaps();
    expect(devices).toHaveLength(2);
    expect(gaps).toEqual([{ deviceId: null, part: null, message: 'partial outage' }]);
  });

  it('doesn’t guess a device’s owner if the account’s own name is missing', async () => {
    account.reply = [200, pageWithout(['login', 'email'])];
    const { devices } = await listWithGaps();
    expect(devices.map((device) => device.isShared)).toEqual([undefined, undefined]);
  });

  it('masks a secret that an error echoes', async () => {
    account.reply = [200, `${PAGE.slice(0, -1)},"errors":[{"message":"bad ${SECRET}\\u0000"}]}`];
    expect((await listWithGaps()).gaps).toMatchObject([{ message: 'bad [redacted]' }]);
  });

  it.each([
    ['the list', ['login', 'devices'], 'rejected'],
    ['its rows', [...ITEMS], 'rejected'],
    ['its length', ['login', 'devices', 'total'], 'rejected'],
  ])('isn’t a list without %s', async (_what, path, type) => {
    account.reply = [200, pageWithout(path)];
    await expect(list()).rejects.toMatchObject({ type, outcome: 'refused' });
  });

  it('refused for its signature is distinguished from a partial one', async () => {
    account.reply = [
      200,
      '{"data":{"login":{"email":"a@b.example","devices":null}},"errors":[{"message":"Unauthorized","path":["login","devices"]}]}',
    ];
    await expect(list()).rejects.toMatchObject({ type: 'unauthorized' });
  });
});

describe('a mutation with data and errors', () => {
  const beside = (golden: string) =>
    `${golden.slice(0, -1)},"errors":[{"message":"late trouble"}]}`;

  it('is done if the vendor’s complete object says so', async () => {
    account.reply = [200, beside(CONNECTED)];
    expect(await connect()).toMatchObject({ host: 'proxy18.rt3.io', port: 37_488 });
    account.reply = [200, beside('{"data":{"disconnect":true}}')];
    expect(await stop()).toBeUndefined();
    expect(account.upstream.requests).toHaveLength(2);
  });

  it.each([
    ['a connection without a host', '{"data":{"connect":{"id":"C-1","host":null}}}'],
    ['a connection without an id', '{"data":{"connect":{"id":null,"host":"proxy18.rt3.io"}}}'],
  ])('reports the outcome of %s as unknown', async (_what, body) => {
    account.reply = [200, beside(body)];
    await expect(connect()).rejects.toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
      code: 'late trouble',
    });
  });

  it('closed nothing if the vendor returns false with a reason', async () => {
    account.reply = [200, beside('{"data":{"disconnect":false}}')];
    await expect(stop()).rejects.toMatchObject({ type: 'rejected', code: 'late trouble' });
    await expect(stop()).rejects.not.toMatchObject({ reason: 'connection_gone' });
  });
});
