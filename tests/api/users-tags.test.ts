import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATCH as ANNOTATE } from '@/app/api/users/annotations/route';
import { GET } from '@/app/api/users/route';
import { POST as CHANGE } from '@/app/api/users/tags/route';
import type { ChangedTags } from '@/lib/contract/annotations';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { auditEvents, userAnnotations } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

const ann = 'ann@north.example';
const bob = 'bob@north.example';
const cleo = 'cleo@south.example';

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  for (const username of [ann, bob, cleo]) desk.sandbox.remotepc.state.addUser({ username });
});
beforeEach(async () => {
  await db().delete(userAnnotations);
});
afterAll(() => desk.close());

const call = (json: unknown, query = '', as: Role = 'technician') =>
  desk.call(CHANGE, `POST /api/users/tags${query}`, { as, json });

async function change(json: unknown, query = ''): Promise<ChangedTags> {
  const response = await call(json, query);
  expect(response.status).toBe(200);
  return (await response.json()) as ChangedTags;
}

async function annotate(username: string, json: { note?: string; tags?: string[] }) {
  const path = 'PATCH /api/users/annotations';
  const response = await desk.call(ANNOTATE, path, {
    as: 'technician',
    json: { username, ...json },
  });
  expect(response.status).toBe(200);
}

async function tagsOf(query = ''): Promise<Record<string, string[] | undefined>> {
  const response = await desk.call(GET, `GET /api/users?${query}`, { as: 'viewer' });
  const { items } = (await response.json()) as UsersPage;
  return Object.fromEntries(items.map(({ username, tags }) => [username, tags]));
}

async function lastEvents(count: number) {
  const events = await db()
    .select({ target: auditEvents.target, details: auditEvents.details })
    .from(auditEvents)
    .where(eq(auditEvents.action, 'user.annotated'))
    .orderBy(asc(auditEvents.sequence));
  return events.slice(-count);
}

describe('POST /api/users/tags', () => {
  it('adds and removes tags of the selected users, and records each change', async () => {
    await annotate(ann, { note: 'Calls before noon.', tags: ['Trial', 'VIP'] });
    await annotate(bob, { tags: ['trial'] });
    expect(
      await change({ usernames: [ann, bob], add: ['vip', ' Key  account'], remove: ['TRIAL'] }),
    ).toEqual({ changed: 2, unchanged: 0, skipped: [], skippedCount: 0 });
    expect(await tagsOf()).toEqual({
      [ann]: ['VIP', 'Key account'],
      [bob]: ['vip', 'Key account'],
      [cleo]: [],
    });
    expect(await lastEvents(2)).toEqual([
      {
        target: ann,
        details: { before: { tags: ['Trial', 'VIP'] }, after: { tags: ['VIP', 'Key account'] } },
      },
      {
        target: bob,
        details: { before: { tags: ['trial'] }, after: { tags: ['vip', 'Key account'] } },
      },
    ]);
    // The note stays, and both are found.
    expect(Object.keys(await tagsOf('search=before noon'))).toEqual([ann]);
    expect(Object.keys(await tagsOf('search=key acc'))).toEqual([ann, bob]);
  });

  it('changes all that match the query, only if that is said', async () => {
    expect(await change({ all: true, add: ['North'] }, '?search=north')).toMatchObject({
      changed: 2,
    });
    expect(await tagsOf()).toEqual({ [ann]: ['North'], [bob]: ['North'], [cleo]: [] });
    const response = await call({ add: ['Everyone'] });
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors).toEqual([
      expect.objectContaining({
        path: 'usernames',
        message: 'Select users by username, by account and username, or all that match.',
      }),
    ]);
  });

  it('records nothing for those who have the tags already, and keeps no empty row', async () => {
    await annotate(ann, { tags: ['VIP'] });
    expect(await change({ all: true, add: ['vip'] }, '?search=north')).toMatchObject({
      ...{ changed: 1, unchanged: 1 },
    });
    expect((await lastEvents(1))[0]?.target).toBe(bob);
    expect(await change({ all: true, remove: ['VIP'] })).toMatchObject({
      changed: 2,
      unchanged: 1,
    });
    expect(await db().select().from(userAnnotations)).toEqual([]);
  });

  it('names who would have too many tags, and who isn’t listed, and changes the others', async () => {
    const twenty = Array.from({ length: 20 }, (_, n) => `t${n}`);
    await annotate(ann, { tags: twenty });
    expect(await change({ usernames: [ann, bob, 'gone@north.example'], add: ['VIP'] })).toEqual({
      ...{ changed: 1, unchanged: 0, skippedCount: 2 },
      skipped: [
        { accountId: 'rpc_sandbox', username: ann, reason: 'too_many_tags' },
        { accountId: null, username: 'gone@north.example', reason: 'not_listed' },
      ],
    });
    expect((await tagsOf())[ann]).toEqual(twenty);
    const users = [{ accountId: 'rpc_sandbox', username: ann }];
    expect(await change({ users, add: ['VIP'], remove: ['t0'] })).toMatchObject({ changed: 1 });
  });

  it.each([
    ['no tag', { usernames: [ann] }, 'add'],
    ['a tag in both', { usernames: [ann], add: ['VIP'], remove: ['vip'] }, 'remove'],
    ['a comma', { usernames: [ann], add: ['a,b'] }, 'add[0]'],
    ['names and all', { usernames: [ann], all: true, add: ['VIP'] }, 'usernames'],
  ])('refuses %s', async (_, json, path) => {
    const response = await call(json);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.map((error) => error.path)).toEqual([path]);
  });

  it('is for those who may write tags', async () => {
    expect((await call({ usernames: [ann], add: ['VIP'] }, '', 'viewer')).status).toBe(403);
  });

  it('loses no change of two that come at once', async () => {
    await Promise.all([
      ...['one', 'two', 'three'].map((tag) => change({ all: true, add: [tag] })),
      annotate(cleo, { note: 'Moves in May.' }),
    ]);
    const tags = await tagsOf();
    for (const name of [ann, bob, cleo])
      expect(tags[name]?.toSorted()).toEqual(['one', 'three', 'two']);
    expect(Object.keys(await tagsOf('search=Moves'))).toEqual([cleo]);
  });
});
