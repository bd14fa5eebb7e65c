import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedCompanies } from '@/lib/sandbox/seed-companies';
import { seedDevices } from '@/lib/sandbox/seed-devices';
import { SANDBOX_REFUSED_CUSTOMERS, seedUsers } from '@/lib/sandbox/seed-users';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { send } from './send';

const now = new Date('2026-11-22T12:00:00Z');

describe('the demo customers', () => {
  const users = seedUsers();
  const count = (matches: (user: (typeof users)[number]) => boolean) =>
    users.filter(matches).length;

  it('are 240 users of 40 companies, each with a unique address on a reserved domain', () => {
    expect(users).toHaveLength(240);
    expect(seedCompanies).toHaveLength(40);
    expect(new Set(users.map((user) => user.username)).size).toBe(240);
    expect(new Set(users.map((user) => user.username.split('@')[1])).size).toBe(40);
    for (const { username } of users) expect(username).toMatch(/^[a-z._-]+@[a-z]+\.example$/);
  });

  it('are exactly the same on every start', () => {
    expect(seedUsers()).toEqual(users);
    expect(users[0]).toEqual({
      username: 'dlamini.thabo@granitestate.example',
      firstName: 'Thabo',
      lastName: 'Dlamini',
      password: 'Sandbox-Customer-2026',
      allotedComputers: 10,
      utilizedComputers: 0,
      isActive: true,
      createdDate: '01-10-2023',
    });
    expect(users.at(-1)).toMatchObject({
      username: 'tnasser@piedmontschools.example',
      allotedComputers: 10,
      utilizedComputers: 10,
      createdDate: '11-20-2026',
    });
  });

  it('use their seats in every way', () => {
    expect(count((user) => user.utilizedComputers > user.allotedComputers)).toBe(16);
    expect(count((user) => user.allotedComputers === 0)).toBe(18);
    expect(
      count(
        (user) => user.allotedComputers > 0 && user.utilizedComputers === user.allotedComputers,
      ),
    ).toBe(34);
    expect(count((user) => user.allotedComputers > 0 && user.utilizedComputers === 0)).toBe(30);
    expect(count((user) => !user.isActive)).toBe(16);
    expect(users.filter((user) => user.allotedComputers > 100)).toMatchObject([
      { username: 'it@harborlight.example', allotedComputers: 425, utilizedComputers: 388 },
    ]);
  });

  it('were created between 2023 and 2026, in that order', () => {
    const days = users.map(({ createdDate }) => {
      const [, month, day, year] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(createdDate) ?? [];
      return `${year}-${month}-${day}`;
    });
    expect(days).toEqual(days.toSorted());
    expect(days[0]?.slice(0, 4)).toBe('2023');
    expect(days.at(-1)).toBe('2026-11-20');
  });
});

describe('the demo devices', () => {
  const rows = seedDevices(now);
  const devices = rows.filter((row) => row.kind === 'bulk');

  it('are 30, with two duplicate names, three of them shared by others', () => {
    expect(devices).toHaveLength(30);
    expect(new Set(devices.map((device) => device.alias)).size).toBe(28);
    expect(devices.filter((device) => device.owner !== 'reseller@sandbox.example')).toHaveLength(3);
    expect(new Set(rows.map((row) => row.address)).size).toBe(rows.length);
  });

  it('are the same on every start', () => {
    expect(seedDevices(now)).toEqual(rows);
    expect(rows[1]).toEqual({
      address: '80:00:00:00:01:00:81:a1',
      spelling: 'mixed',
      alias: 'warehouse-pi-ssh',
      kind: 'ssh',
      port: 22,
      owner: 'reseller@sandbox.example',
      isActive: true,
      typeOctets: 16,
      externalIp: '203.0.113.190',
      internalIp: '192.168.16.163',
      region: 'NorthAmerica',
      createdAt: new Date('2025-01-27T12:00:00.293Z'),
      lastContactedAt: new Date('2026-11-22T11:50:01.500Z'),
      hardwareId: '917f2362-8a7f-db8b-95b1-c310ba6a5f47',
      category: 'Raspberry Pi',
    });
  });

  it('offer every kind of service, in every spelling', () => {
    expect([...new Set(rows.map((row) => row.kind))].toSorted()).toEqual([
      'bulk',
      'http',
      'https',
      'rdp',
      'samba',
      'ssh',
      'tcp',
      'vnc',
    ]);
    expect(new Set(rows.map((row) => row.spelling)).size).toBe(3);
    expect(new Set(rows.map((row) => row.typeOctets)).size).toBe(2);
    expect(devices.filter((device) => device.hardwareId === undefined)).toHaveLength(1);
  });

  it('were seen minutes ago if active, otherwise days ago', () => {
    const silent = devices.filter((device) => !device.isActive);
    expect(silent).toHaveLength(8);
    for (const device of devices) {
      const minutes = (now.getTime() - device.lastContactedAt.getTime()) / 60_000;
      if (device.isActive) expect(minutes).toBeLessThan(15);
      else expect(minutes).toBeGreaterThanOrEqual(1440);
      expect(device.createdAt.getTime()).toBeLessThan(device.lastContactedAt.getTime());
    }
  });
});

describe('the demo sandbox', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ now: () => now });
  });
  afterAll(() => sandbox.close());

  const signIn = (username: string, password: string) =>
    send(`${sandbox.remotepc.baseUrl}/user/signin`, {
      headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
      body: { username, password },
    });

  it('signs customers in with the one demo password', async () => {
    const answer = await signIn('it@harborlight.example', 'Sandbox-Customer-2026');
    expect(answer.status).toBe(200);
    expect((await signIn('it@harborlight.example', 'another')).status).toBe(401);
  });

  it('has users whose sign-in is refused', () => {
    expect(SANDBOX_REFUSED_CUSTOMERS).toEqual({
      'suspended@meridiandental.example': 'ACTION_PARENT_ACCOUNT_SUSPENDED',
      'cancelled@northfold.example': 'CANCELLED_ACCOUNT',
      'blocked-ip@cedarvalleycu.example': 'IP_ADDRESS_BLOCKED',
    });
  });

  it.each([
    ['suspended@meridiandental.example', 'ACTION_PARENT_ACCOUNT_SUSPENDED'],
    ['cancelled@northfold.example', 'CANCELLED_ACCOUNT'],
    ['blocked-ip@cedarvalleycu.example', 'IP_ADDRESS_BLOCKED'],
  ])('refuses %s with %s', async (username, description) => {
    const { status, text } = await signIn(username, 'Sandbox-Customer-2026');
    expect(status).toBe(400);
    expect(text).toContain(`"description":"${description}"`);
  });

  it('lists the devices without a stranger’s', async () => {
    const headers = { developerkey: sandbox.remoteit.credentials.developerKey };
    const { baseUrl, credentials } = sandbox.remoteit;
    const login = await send(`${baseUrl}/user/login`, { headers, body: credentials });
    const { token } = JSON.parse(login.text) as { token: string };
    const listed = await send(`${baseUrl}/device/list/all`, {
      method: 'GET',
      headers: { ...headers, token },
    });
    expect(listed.text.match(/"servicetitle":"Bulk Service"/g)).toHaveLength(30);
    expect(listed.text).not.toContain('stranger');
    const connected = await send(`${baseUrl}/device/connect`, {
      headers: { ...headers, token },
      body: { deviceaddress: '80:00:00:00:01:ff:00:01' },
    });
    expect(connected.status).toBe(403);
  });

  it('returns to its seed on reset', () => {
    const { remotepc, remoteit } = sandbox;
    remotepc.state.removeUser('it@harborlight.example');
    remoteit.state.services.pop();
    remotepc.reset();
    remoteit.reset();
    expect(remotepc.state.users.size).toBe(240);
    expect(remoteit.state.services).toEqual(seedDevices(now));
  });
});
