import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/search/route';
import type { Found } from '@/lib/contract/search';
import { systemActor } from '@/lib/server/actor';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { endRows, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type RouteCall, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
  await createBatch(systemActor('request-1'), 'rpc_sandbox', {
    name: 'Kestrel, all offices',
    rows: [{ email: 'new@kestrel.example', seats: 1 }],
    holdSeconds: 3_600,
  });
});
afterAll(() => desk.close());

async function find(search: string, as: RouteCall['as'] = 'administrator'): Promise<Found> {
  const query = new URLSearchParams({ search, users: 'all', devices: 'all' });
  const response = await desk.call(GET, `GET /api/search?${query}`, { as });
  expect(response.status).toBe(200);
  return (await response.json()) as Found;
}

describe('GET /api/search', () => {
  it('finds users, devices, batches, and team members, at most six of each', async () => {
    const users = await find('example');
    expect(users.users).toHaveLength(6);
    expect(users.failed).toEqual([]);
    expect(Object.keys(users.users[0] ?? {}).sort()).toEqual(['accountId', 'key', 'username']);
    expect((await find('backup-nas')).devices).toEqual([
      {
        ...{ accountId: 'rit_sandbox', id: expect.any(String), name: 'backup-nas' },
        key: expect.stringMatching(/^dev_/),
      },
    ]);
    expect((await find('kestrel, all')).batches).toEqual([
      expect.objectContaining({ name: 'Kestrel, all offices', total: 1 }),
    ]);
    expect((await find('administrator@')).members).toEqual([
      expect.objectContaining({ email: expect.stringContaining('administrator@') }),
    ]);
  });

  it('finds no team for someone who may not see it, and nothing but names for an auditor', async () => {
    expect((await find('administrator@', 'manager')).members).toEqual([]);
    expect(await find('e', 'auditor')).toEqual({
      ...{
        users: [],
        invited: [],
        customers: [],
        devices: [],
        batches: [],
        members: [],
        failed: [],
      },
    });
  });

  it('finds who was invited and hasn’t come yet, for those who may see invitations', async () => {
    const id = await startBatch(['waiting@kestrel.example']);
    await endRows(id, ['invited']);
    const waiting = [{ accountId: 'rpc_sandbox', email: 'waiting@kestrel.example' }];
    expect((await find('waiting@', 'viewer')).invited).toEqual(waiting);
    expect((await find('waiting@', 'auditor')).invited).toEqual([]);
  });

  it('finds nothing for nothing', async () => {
    expect(await find('  ')).toEqual({
      ...{
        users: [],
        invited: [],
        customers: [],
        devices: [],
        batches: [],
        members: [],
        failed: [],
      },
    });
  });

  it('names the part that couldn’t be searched, and finds the others', async () => {
    const other = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '600' } });
    other.sandbox.remoteit.faults.set('list', { status: 500 });
    const answer = await other.call(GET, 'GET /api/search?search=a', { as: 'viewer' });
    const found = (await answer.json()) as Found;
    expect(found.failed).toEqual(['devices']);
    expect(found.users).toHaveLength(6);
    await other.close();
  });
});
