import { describe, expect, it } from 'vitest';
import {
  toDeviceRows,
  toHardwareIds,
  toUpstreamConnection,
  toUpstreamDevices,
} from '@/lib/server/upstreams/remoteit/map';
import { connectReplySchema } from '@/lib/server/upstreams/remoteit/schemas';
import { toHost, toMoment } from '@/lib/server/upstreams/remoteit/values';

const row = (fields: Record<string, unknown>) => ({
  deviceaddress: '80:00:00:00:01:00:81:10',
  devicealias: 'pump-7',
  ownerusername: 'Desk@Reseller.example',
  devicetype: '00:23:00:00:00:01:00:04:24:EB:FF:FF:00:00:00:00',
  devicestate: 'active',
  devicelastip: '203.0.113.9',
  lastinternalip: '',
  servicetitle: 'Bulk Service',
  georegion: 'NorthAmerica',
  createdate: '2019-02-08T13:35:27-05:00',
  lastcontacted: '2019-03-01T10:20:02.19-05:00',
  shared: 'shared-from',
  webenabled: '1',
  weburi: [null],
  localurl: [null],
  webviewerurl: [null],
  ...fields,
});

function devices(rows: unknown[], metadata: unknown = { devices: {} }) {
  return toUpstreamDevices(toDeviceRows(rows), toHardwareIds(metadata), ['desk@reseller.example']);
}

describe('the rows of the device list', () => {
  it('become devices with their services, joined by the hardware id of the metadata', () => {
    const rows = [
      row({
        deviceaddress: '80:00:00:00:01:00:81:11',
        devicealias: 'pump-7 ssh',
        servicetitle: 'SSH',
        devicetype: '00:1C:00:00:00:01:00:04:24:EB:00:16:00:00:00:00',
        lastcontacted: '2019-03-01T10:21:50-05:00',
      }),
      row({}),
      row({
        deviceaddress: '80:00:00:00:01:00:81:AF',
        devicealias: 'pump-7 web',
        servicetitle: 'HTTPS',
        devicetype: '00:08:00:00:00:01:00:04:24:EB:20:FB',
        devicestate: 'inactive',
      }),
    ];
    const metadata = {
      status: 'true',
      devices: {
        '80:00:00:00:01:00:81:10': { hardwareid: 'HW-1', categoryA: 'x' },
        '80:00:00:00:01:00:81:11': { hardwareid: 'HW-1' },
        '80:00:00:00:01:00:81:af': { hardwareid: 'HW-1' },
      },
    };
    expect(devices(rows, metadata)).toEqual([
      {
        id: '80:00:00:00:01:00:81:10',
        name: 'pump-7',
        state: 'active',
        lastSeenAt: '2019-03-01T15:21:50.000Z',
        owner: 'desk@reseller.example',
        isShared: false,
        addresses: { external: '203.0.113.9' },
        services: [
          {
            id: '80:00:00:00:01:00:81:11',
            name: 'pump-7 ssh',
            type: 'ssh',
            port: 22,
            state: 'active',
          },
          {
            id: '80:00:00:00:01:00:81:af',
            name: 'pump-7 web',
            type: 'https',
            port: 8443,
            state: 'inactive',
          },
        ],
      },
    ]);
  });

  it('are separate devices without a hardware id, whatever their alias and address', () => {
    const ssh = { servicetitle: 'SSH', devicetype: '00:1C:00:00:00:01:00:04:24:EB:00:16' };
    const rows = [
      row({ deviceaddress: '80:00:00:00:00:00:00:01' }),
      row({ deviceaddress: '80:00:00:00:00:00:00:02', ...ssh }),
    ];
    expect(
      devices(rows).map(({ id, name, services }) => [id, name, services.map((s) => s.id)]),
    ).toEqual([
      ['80:00:00:00:00:00:00:01', 'pump-7', []],
      ['80:00:00:00:00:00:00:02', 'pump-7', ['80:00:00:00:00:00:00:02']],
    ]);
  });

  it('are two devices if one machine was registered twice, with matching services together', () => {
    const hardwareid = 'HW-9';
    const ssh = {
      hardwareid,
      servicetitle: 'SSH',
      devicetype: '00:1C:00:00:00:01:00:04:24:EB:00:16',
    };
    const old = { devicestate: 'inactive', lastcontacted: '2018-03-01T10:20:02-05:00' };
    const rows = [
      row({ hardwareid, deviceaddress: '80:00:00:00:00:00:00:01', ...old }),
      row({ hardwareid, deviceaddress: '80:00:00:00:00:00:00:02' }),
      row({ ...ssh, ...old, deviceaddress: '80:00:00:00:00:00:00:03' }),
      row({ ...ssh, deviceaddress: '80:00:00:00:00:00:00:04' }),
    ];
    expect(
      devices(rows).map(({ id, state, offlineSince, services }) => [
        id,
        state,
        offlineSince,
        services.map((service) => service.id),
      ]),
    ).toEqual([
      [
        '80:00:00:00:00:00:00:01',
        'inactive',
        '2018-03-01T15:20:02.000Z',
        ['80:00:00:00:00:00:00:03'],
      ],
      ['80:00:00:00:00:00:00:02', 'active', undefined, ['80:00:00:00:00:00:00:04']],
    ]);
  });

  it.each([
    ['Desk@Reseller.example', false],
    ['field-ops@partner.example', true],
    ['', false],
  ])('of the owner “%s” are shared: %s', (ownerusername, isShared) => {
    expect(devices([row({ ownerusername })])[0]?.isShared).toBe(isShared);
  });

  it('count once per address in any case, and are skipped without one', () => {
    const rows = [
      row({ deviceaddress: '80:00:00:00:01:00:81:AF', hardwareid: 'HW-2' }),
      row({ deviceaddress: '80:00:00:00:01:00:81:af', hardwareid: 'HW-2', devicealias: 'again' }),
      row({ deviceaddress: [null] }),
      null,
      'row',
    ];
    expect(devices(rows).map(({ id, name }) => [id, name])).toEqual([
      ['80:00:00:00:01:00:81:af', 'pump-7'],
    ]);
  });

  it('keep whatever can be read', () => {
    const rows = [
      row({
        devicealias: [null],
        ownerusername: null,
        devicetype: 'nonsense',
        devicestate: 'restricted',
        servicetitle: '',
        lastcontacted: 'yesterday',
      }),
    ];
    expect(devices(rows, { devices: [] })).toEqual([
      {
        id: '80:00:00:00:01:00:81:10',
        name: '80:00:00:00:01:00:81:10',
        state: 'inactive',
        lastSeenAt: null,
        owner: '',
        isShared: false,
        addresses: { external: '203.0.113.9' },
        services: [
          {
            id: '80:00:00:00:01:00:81:10',
            name: '80:00:00:00:01:00:81:10',
            type: 'tcp',
            state: 'inactive',
          },
        ],
      },
    ]);
  });

  it.each([
    ['00:01', 'tcp'],
    ['00:04', 'vnc'],
    ['00:05', 'rdp'],
    ['00:07', 'http'],
    ['00:08', 'https'],
    ['00:0A', 'https'],
    ['00:15', 'rdp'],
    ['00:1c', 'ssh'],
    ['00:1D', 'tcp'],
    ['00:1E', 'http'],
    ['00:21', 'https'],
    ['00:22', 'smb'],
    ['00:25', 'tcp'],
    ['7F:FF', 'tcp'],
  ])('of type %s use %s', (octets, type) => {
    const [device] = devices([
      row({ servicetitle: 'X', devicetype: `${octets}:00:00:00:01:00:04:24:EB:00:50` }),
    ]);
    expect(device?.services).toMatchObject([{ type, port: 80 }]);
  });
});

describe('a moment', () => {
  it.each([
    ['2019-03-01T10:21:50-05:00', '2019-03-01T15:21:50.000Z'],
    ['2019-03-01T10:21:50.1-05:00', '2019-03-01T15:21:50.100Z'],
    ['2019-06-01T10:21:02.19-04:00', '2019-06-01T14:21:02.190Z'],
    ['2019-06-01T10:21:08.293-04:00', '2019-06-01T14:21:08.293Z'],
    ['2019-06-01T10:21:08Z', '2019-06-01T10:21:08.000Z'],
    ['2019-06-01T10:21:08', null],
    ['2019-13-01T10:21:08Z', null],
    ['1/15/2021T6:20 PM', null],
    ['', null],
  ])('of %s is %s', (wire, moment) => {
    expect(toMoment(wire)).toBe(moment);
  });
});

function connection(fields: Record<string, unknown>, outer: Record<string, unknown> = {}) {
  return toUpstreamConnection(connectReplySchema.parse({ connection: fields, ...outer }), [
    'rt3.io',
    'remote.it',
  ]);
}

describe('the reply to a connect', () => {
  it('as captured from the service in 2021', () => {
    expect(
      connection(
        {
          deviceaddress: '80:00:00:00:01:00:40:C5',
          status: 'running',
          requested: '1/15/2021T6:20 PM',
          proxy: 'http://proxy40.rt3.io:34168',
          proxyserver: 'proxy40.rt3.io',
          proxyport: '34168',
          expirationsec: '28800',
          connectionid: '48844999-bbf4-48cf-9a3a-353b7385737a',
          proxyServerPort: 34168,
          proxyExpirationSec: 28800,
          reverseProxy: false,
          idleLeft: 900,
        },
        { wait: true, connectionid: '48844999-bbf4-48cf-9a3a-353b7385737a' },
      ),
    ).toEqual({
      connectionId: '48844999-bbf4-48cf-9a3a-353b7385737a',
      host: 'proxy40.rt3.io',
      port: 34168,
      lifetimeSeconds: 28_800,
    });
  });

  it.each([
    [
      'as documented, with a proxy URL alone',
      { proxy: 'http://proxy18.rt3.io:37488', expirationsec: '28797', connectionid: 'C-1' },
      { host: 'proxy18.rt3.io', port: 37_488, lifetimeSeconds: 28_797 },
    ],
    [
      'of a web service, by its name alone',
      { proxy: 'https://Xprbjalo.p18.rt3.io', connectionid: 'C-1' },
      { host: 'xprbjalo.p18.rt3.io', port: null, lifetimeSeconds: 28_800 },
    ],
    [
      'of a web service with a reverse proxy’s port',
      {
        proxy: 'https://a.p18.rt3.io',
        proxyserver: 'a.p18.rt3.io',
        proxyport: 443,
        reverseProxy: true,
        connectionid: 'C-1',
      },
      { host: 'a.p18.rt3.io', port: null, lifetimeSeconds: 28_800 },
    ],
    [
      'as a launch page of old, its port in the query',
      { proxy: 'http://proxy72.rt3.io/vnc/vnc.php?port=34861', connectionid: 'C-1' },
      { host: 'proxy72.rt3.io', port: 34_861, lifetimeSeconds: 28_800 },
    ],
  ])('%s', (_name, wire, expected) => {
    expect(connection(wire)).toEqual({ connectionId: 'C-1', ...expected });
  });

  it.each([
    ['no host', { connectionid: 'C-1' }],
    ['a host that is none', { connectionid: 'C-1', proxyserver: 'evil.example/@x' }],
    ['no connection id', { proxyserver: 'proxy40.rt3.io' }],
    ['a port beyond all', { connectionid: 'C-1', proxyserver: 'a.rt3.io', proxyport: '70000' }],
    ['the port 0', { connectionid: 'C-1', proxyserver: 'a.rt3.io', proxyport: 0 }],
    ['a port below all', { connectionid: 'C-1', proxyserver: 'a.rt3.io', proxyport: -22 }],
    [
      'a port that is no number',
      { connectionid: 'C-1', proxyserver: 'a.rt3.io', proxyport: '22x' },
    ],
    ['half a port', { connectionid: 'C-1', proxyserver: 'a.rt3.io', proxyport: 22.5 }],
    [
      'no port though it is no reverse proxy',
      { connectionid: 'C-1', proxyserver: 'a.rt3.io', reverseProxy: false },
    ],
    ['a connection id that is none', { connectionid: 'a b', proxyserver: 'proxy40.rt3.io' }],
  ])('with %s is unreadable', (_name, wire) => {
    expect(connection(wire)).toBeNull();
  });
});

describe('the host of a connection', () => {
  const domains = ['rt3.io', 'remote.it'];

  it.each([
    ['proxy40.rt3.io', 'proxy40.rt3.io'],
    [' Xprbjalo.P18.RT3.io ', 'xprbjalo.p18.rt3.io'],
    ['a-b.connect.remote.it', 'a-b.connect.remote.it'],
  ])('is read from %j as %s', (text, host) => {
    expect(toHost(text, domains)).toBe(host);
  });

  it.each([
    ['another domain', 'evil.example'],
    ['one that ends alike', 'evilrt3.io'],
    ['one that begins alike', 'proxy.rt3.io.evil.example'],
    ['an address', '203.0.113.9'],
    ['an address in hex', '0x7f000001'],
    ['an IPv6 address', '[::1]'],
    ['an address of ours', 'localhost'],
    ['an empty label', 'a..rt3.io'],
    ['an empty label in front', '.rt3.io'],
    ['an empty label behind', 'a.rt3.io.'],
    ['a label that begins with a hyphen', '-a.rt3.io'],
    ['a label that ends with one', 'a-.rt3.io'],
    ['a label that is too long', `${'a'.repeat(64)}.rt3.io`],
    ['a name that is too long', `${'a.'.repeat(125)}rt3.io`],
    ['a Cyrillic letter', 'proxy.rt3.\u0456o'],
    ['a Kelvin sign', '\u212A.rt3.io'],
    ['a full stop of another script', 'proxy\u3002rt3.io'],
    ['an encoded name', 'xn--80ak6aa92e.rt3.io'],
    ['an underscore', 'a_b.rt3.io'],
    ['a user', 'rt3.io@evil.example'],
    ['a port', 'a.rt3.io:22'],
    ['a path', 'a.rt3.io/x'],
    ['an option of ssh', '-oProxyCommand=x.rt3.io'],
    ['a NUL', 'a\0.rt3.io'],
    ['nothing', ''],
  ])('is never %s', (_what, text) => {
    expect(toHost(text, domains)).toBeNull();
  });
});
