import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as TAGS, PATCH as ANNOTATE } from '@/app/api/users/annotations/route';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { GET } from '@/app/api/users/route';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { auditEvents, userAnnotations } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  for (const name of ['ann@north.example', 'bob@north.example', 'cleo@south.example']) {
    desk.sandbox.remotepc.state.addUser({ username: name, createdDate: '01-31-2023' });
  }
});
beforeEach(async () => {
  await db().delete(userAnnotations);
});
afterAll(() => desk.close());

const patch = (json: unknown, as: Role = 'technician') =>
  desk.call(ANNOTATE, 'PATCH /api/users/annotations', { as, json });

async function annotate(username: string, change: { note?: string | null; tags?: string[] }) {
  const response = await patch({ username, ...change });
  expect(response.status).toBe(200);
  return (await response.json()) as unknown;
}

const users = async (query: string): Promise<UsersPage> => {
  const response = await desk.call(GET, `GET /api/users?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as UsersPage;
};
const names = async (query: string) => (await users(query)).items.map(({ username }) => username);

const events = () =>
  db()
    .select({
      actor: auditEvents.actorEmail,
      target: auditEvents.target,
      accountId: auditEvents.accountId,
      outcome: auditEvents.outcome,
      details: auditEvents.details,
    })
    .from(auditEvents)
    .where(eq(auditEvents.action, 'user.annotated'))
    .orderBy(asc(auditEvents.sequence));

describe('PATCH /api/users/annotations', () => {
  it('keeps a note and tags, changes only what is named, and records before and after', async () => {
    expect(await annotate('ann@north.example', { tags: ['VIP'] })).toEqual({
      note: null,
      tags: ['VIP'],
    });
    expect(await annotate('ann@north.example', { note: ' Calls\r\nbefore noon. ' })).toEqual({
      note: 'Calls\nbefore noon.',
      tags: ['VIP'],
    });
    expect(await annotate('ann@north.example', { note: '' })).toEqual({
      note: null,
      tags: ['VIP'],
    });
    const [first, second, third] = await events();
    expect(first).toEqual({
      actor: 'technician@desk.example',
      target: 'ann@north.example',
      accountId: 'rpc_sandbox',
      outcome: 'success',
      details: { before: { tags: [] }, after: { tags: ['VIP'] } },
    });
    expect(second?.details).toEqual({
      before: { note: null },
      after: { note: 'Calls\nbefore noon.' },
    });
    expect(third?.details).toEqual({
      before: { note: 'Calls\nbefore noon.' },
      after: { note: null },
    });
  });

  it('records nothing where nothing changes, and keeps no row without a note and tags', async () => {
    await annotate('ann@north.example', { note: 'Same.' });
    const before = (await events()).length;
    await annotate('ann@north.example', { note: 'Same. ' });
    expect(await events()).toHaveLength(before);
    await annotate('ann@north.example', { note: null });
    expect(await db().select().from(userAnnotations)).toEqual([]);
  });

  it('trims tags and keeps each once, as it was written first', async () => {
    const answer = await annotate('ann@north.example', {
      tags: [' Key  account ', 'vip', 'VIP', 'key account'],
    });
    expect(answer).toEqual({ note: null, tags: ['Key account', 'vip'] });
  });

  it.each([
    [
      'a long tag',
      { tags: ['a'.repeat(41)] },
      'tags[0]',
      'The tag can’t be longer than 40 characters.',
    ],
    ['a comma in a tag', { tags: ['fine', 'a,b'] }, 'tags[1]', 'A tag can’t contain a comma.'],
    ['an invisible tag', { tags: ['\u200b'] }, 'tags[0]', 'The tag is missing.'],
    [
      'many tags',
      { tags: Array.from({ length: 21 }, (_, n) => `t${n}`) },
      'tags',
      'A user can have at most 20 tags.',
    ],
    [
      'a long note',
      { note: 'x'.repeat(5_001) },
      'note',
      'The note can’t be longer than 5,000 characters.',
    ],
    ['a NUL', { note: 'a\u0000b' }, 'note', 'The note contains a character that isn’t allowed.'],
    [
      'a change of direction',
      { note: 'a\u202eb' },
      'note',
      'The note contains a character that isn’t allowed.',
    ],
    ['nothing', {}, 'note', 'Enter a note or tags.'],
  ])('refuses %s with the path of the error', async (_, change, path, message) => {
    const response = await patch({ username: 'ann@north.example', ...change });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as Problem;
    expect(errors?.map((fault) => [fault.path, fault.message])).toEqual([[path, message]]);
    expect(await db().select().from(userAnnotations)).toEqual([]);
  });

  it('says that someone isn’t listed, and saves nothing', async () => {
    const response = await patch({ username: 'no.one@north.example', note: 'Who?' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'user_not_found',
      detail: expect.stringContaining('so nothing was saved'),
    });
  });

  it('is for technicians and up', async () => {
    const json = { username: 'ann@north.example', note: 'Mine.' };
    expect((await patch(json, 'viewer')).status).toBe(403);
    expect((await patch(json, 'manager')).status).toBe(200);
  });

  it('writes one after the other what several change at once', async () => {
    const before = (await events()).length;
    await Promise.all(
      Array.from({ length: 6 }, (_, n) => annotate('bob@north.example', { tags: [`t${n}`] })),
    );
    const changes = (await events()).slice(before).map(({ details }) => details);
    expect(changes).toHaveLength(6);
    const steps = changes.map(({ before: was }) => JSON.stringify(was));
    const ends = changes.map(({ after: is }) => JSON.stringify(is));
    expect(steps).toEqual(['{"tags":[]}', ...ends.slice(0, -1)]);
  });
});

describe('GET /api/users with notes and tags', () => {
  beforeEach(async () => {
    await annotate('ann@north.example', { tags: ['VIP', 'Berlin'], note: 'Calls before noon.' });
    await annotate('cleo@south.example', { tags: ['berlin'] });
  });

  it('shows tags and whether there is a note, never the note', async () => {
    const page = await users('');
    expect(page.items).toMatchObject([
      { username: 'ann@north.example', tags: ['VIP', 'Berlin'], hasNote: true },
      { username: 'bob@north.example', tags: [], hasNote: false },
      { username: 'cleo@south.example', tags: ['berlin'], hasNote: false },
    ]);
    expect(JSON.stringify(page)).not.toContain('noon');
  });

  it.each([
    ['tag=vip', ['ann@north.example']],
    ['tag=BERLIN', ['ann@north.example', 'cleo@south.example']],
    ['tag=vip,berlin&search=south', ['cleo@south.example']],
    ['tag=ber', []],
    ['tag=', ['ann@north.example', 'bob@north.example', 'cleo@south.example']],
    ['search=NOON', ['ann@north.example']],
    ['search=berl', ['ann@north.example', 'cleo@south.example']],
    ['search=bob', ['bob@north.example']],
    ['tag=vip&account=all', ['ann@north.example']],
  ])('finds by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('sums those with a tag', async () => {
    expect((await users('tag=berlin')).filtered.users).toBe(2);
  });

  it('exports the tags as a column', async () => {
    const response = await desk.call(EXPORT, 'GET /api/users/export?tag=berlin');
    const lines = (await response.text()).split('\r\n').map((line) => line.replace('\ufeff', ''));
    expect(lines).toEqual([
      'E-mail,Seats,Used,State,Created,Password stored,Tags',
      'ann@north.example,0,0,Active,2023-01-31,no,"VIP, Berlin"',
      'cleo@south.example,0,0,Active,2023-01-31,no,berlin',
      '',
    ]);
  });

  it('lists the tags in use, the most used first', async () => {
    const response = await desk.call(TAGS, 'GET /api/users/annotations?account=all');
    expect(await response.json()).toEqual({
      items: [
        { tag: 'Berlin', users: 2 },
        { tag: 'VIP', users: 1 },
      ],
    });
  });
});
