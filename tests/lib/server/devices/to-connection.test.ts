import { describe, expect, it } from 'vitest';
import { toConnection } from '@/lib/server/devices/connections';

const row = {
  id: 'con_1',
  deviceId: null,
  accountId: 'rit_sandbox',
  serviceId: '80:00:00:00:01:00:81:a1',
  serviceName: 'warehouse-pi',
  serviceType: 'ssh',
  upstreamId: 'the vendor’s',
  host: 'proxy40.rt3.io',
  port: 34168,
  allowFrom: 'me' as const,
  openedById: 'stf_1',
  openedAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T18:00:00Z'),
  closedAt: null,
};

describe('toConnection', () => {
  it.each([
    ['ssh', 34168, null, 'ssh -p 34168 user@proxy40.rt3.io'],
    ['rdp', 34168, null, 'mstsc /v:proxy40.rt3.io:34168'],
    ['vnc', 34168, null, 'vnc://proxy40.rt3.io:34168'],
    ['smb', 34168, null, 'smb://proxy40.rt3.io:34168'],
    ['tcp', 34168, null, 'proxy40.rt3.io:34168'],
    ['http', null, 'https://proxy40.rt3.io', null],
    ['https', null, 'https://proxy40.rt3.io', null],
    ['http', 34168, 'http://proxy40.rt3.io:34168', null],
  ])('returns how to use %s at port %s', (serviceType, port, url, command) => {
    expect(toConnection({ ...row, serviceType, port }, null, null)).toMatchObject({ url, command });
  });

  it('has the person’s own login name in the ssh command', () => {
    const { command, loginName } = toConnection(row, null, 'ann');
    expect([command, loginName]).toEqual(['ssh -p 34168 ann@proxy40.rt3.io', 'ann']);
  });

  it('keeps the vendor’s id to itself', () => {
    expect(toConnection(row, { email: 'ada@desk.example', name: 'Ada' }, null)).toEqual({
      id: 'con_1',
      accountId: 'rit_sandbox',
      serviceId: '80:00:00:00:01:00:81:a1',
      host: 'proxy40.rt3.io',
      port: 34168,
      url: null,
      command: 'ssh -p 34168 user@proxy40.rt3.io',
      openedAt: '2026-11-22T10:00:00.000Z',
      expiresAt: '2026-11-22T18:00:00.000Z',
      idleTimeoutSeconds: 900,
      serviceName: 'warehouse-pi',
      serviceType: 'ssh',
      allowFrom: 'me',
      openedBy: 'ada@desk.example',
      openedByName: 'Ada',
      loginName: null,
    });
  });
});
