import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as TAGS, PATCH as ANNOTATE, POST as TAG } from '@/app/api/devices/annotations/route';
import { GET as EXPORT, POST as EXPORT_CHOSEN } from '@/app/api/devices/export/route';
import { GET } from '@/app/api/devices/route';
import type { DevicesPage } from '@/lib/contract/devices';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, deviceAnnotations } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const PI = '80:00:00:00:01:00:81:a0';
const OLD_PI = '80:00:00:00:01:00:82:a0';
const DESKTOP = '80:00:00:00:01:00:94:a0';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
});
beforeEach(async () => {
  await db().delete(deviceAnnotations);
});
afterAll(() => desk.close());

const patch = (json: unknown, as: Role = 'technician') =>
  desk.call(ANNOTATE, 'PATCH /api/devices/annotations', { as, json });

async function annotate(id: string, change: { note?: string | null; tags?: string[] }) {
  const response = await patch({ id, ...change });
  expect(response.status).toBe(200);
  return (await response.json()) as unknown;
}

const refs = (...ids: string[]) => ids.map((id) => ({ accountId: 'rit_sandbox', id }));
const tag = (json: unknown, as: Role = 'technician') =>
  desk.call(TAG, 'POST /api/devices/annotations', { as, json });

const devices = async (query: string): Promise<DevicesPage> => {
  const response = await desk.call(GET, `GET /api/devices?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as DevicesPage;
};
const ids = async (query: string) => (await devices(query)).items.map(({ id }) => id);

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
    .where(eq(auditEvents.action, 'device.annotated'))
    .orderBy(asc(auditEvents.sequence));

describe('PATCH /api/devices/annotations', () => {
  it('keeps a note and tags of a device, and records its name, before and after', async () => {
    expect(await annotate(PI.toUpperCase(), { tags: ['Berlin'], note: ' Top shelf. ' })).toEqual({
      note: 'Top shelf.',
      tags: ['Berlin'],
    });
    expect(await events()).toEqual([
      {
        actor: 'technician@desk.example',
        target: PI,
        accountId: 'rit_sandbox',
        outcome: 'success',
        details: {
          device: 'warehouse-pi',
          before: { note: null, tags: [] },
          after: { note: 'Top shelf.', tags: ['Berlin'] },
        },
      },
    ]);
    expect(await annotate(PI, { note: '', tags: [] })).toEqual({ note: null, tags: [] });
    expect(await db().select().from(deviceAnnotations)).toEqual([]);
  });

  it('is 404 for a device that isn’t listed, and for technicians and up', async () => {
    const response = await patch({ id: '80:99', note: 'Where?' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining('so nothing was saved'),
    });
    expect((await patch({ id: PI, note: 'Mine.' }, 'viewer')).status).toBe(403);
    const many = { id: PI, tags: Array.from({ length: 21 }, (_, n) => `t${n}`) };
    expect(await (await patch(many)).json()).toMatchObject({
      errors: [{ path: 'tags', message: 'A device can have at most 20 tags.' }],
    });
  });
});

describe('POST /api/devices/annotations', () => {
  it('adds tags to several devices and removes others, each with its event', async () => {
    await annotate(PI, { tags: ['vip', 'Berlin'], note: 'Stays.' });
    await annotate(OLD_PI, { tags: ['Paris'] });
    const before = (await events()).length;
    const json = { devices: refs(PI, OLD_PI, DESKTOP), add: ['VIP', 'New'], remove: ['berlin'] };
    expect((await tag(json)).status).toBe(204);
    expect(await devices('pageSize=500')).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ id: PI, tags: ['vip', 'New'], hasNote: true }),
        expect.objectContaining({ id: OLD_PI, tags: ['Paris', 'VIP', 'New'] }),
        expect.objectContaining({ id: DESKTOP, tags: ['VIP', 'New'] }),
      ]),
    });
    expect((await events()).slice(before).map(({ target }) => target)).toEqual([
      PI,
      OLD_PI,
      DESKTOP,
    ]);
  });

  it('changes none of them if one can’t be', async () => {
    await annotate(OLD_PI, { tags: Array.from({ length: 20 }, (_, n) => `t${n}`) });
    const full = await tag({ devices: refs(PI, OLD_PI), add: ['one more'] });
    expect(full.status).toBe(400);
    expect(await full.json()).toMatchObject({
      detail: '“warehouse-pi” would have more than 20 tags, so nothing was changed.',
    });
    expect((await tag({ devices: refs(PI, '80:99'), add: ['x'] })).status).toBe(404);
    expect(await ids('tag=one more,x')).toEqual([]);
  });

  it('needs a tag and the permission', async () => {
    expect((await tag({ devices: refs(PI), add: [] })).status).toBe(400);
    expect((await tag({ devices: refs(PI), add: ['x'] }, 'viewer')).status).toBe(403);
  });
});

describe('GET /api/devices with notes and tags', () => {
  beforeEach(async () => {
    await annotate(PI, { tags: ['VIP', 'Berlin'], note: 'On the top shelf.' });
    await annotate(DESKTOP, { tags: ['berlin'] });
  });

  it.each([
    ['tag=vip', [PI]],
    ['tag=BERLIN', [DESKTOP, PI]],
    ['tag=berlin&search=accounting', [DESKTOP]],
    ['tag=ber', []],
    ['search=SHELF', [PI]],
    ['search=berl', [DESKTOP, PI]],
    ['tag=berlin&account=all', [DESKTOP, PI]],
  ])('finds by %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it('counts the states of those with a tag, and never shows a note', async () => {
    const page = await devices('tag=berlin');
    expect(page.states).toEqual({ active: 2, inactive: 0 });
    expect(JSON.stringify(page)).not.toContain('shelf');
  });

  it('lists the tags in use, the most used first', async () => {
    const response = await desk.call(TAGS, 'GET /api/devices/annotations?account=all');
    expect(await response.json()).toEqual({
      items: [
        { tag: 'Berlin', devices: 2 },
        { tag: 'VIP', devices: 1 },
      ],
    });
  });
});

describe('/api/devices/export', () => {
  const lines = async (response: Response) => {
    expect(response.status).toBe(200);
    const text = (await response.text()).replace('\ufeff', '');
    return text.split('\r\n').filter((line) => line !== '');
  };
  const HEADINGS =
    'Device,Status,Last contact,Platform,Owner,Services,External address,Internal address,Tags,ID';

  it('exports what matches, in the order of the list, and records it', async () => {
    await annotate(PI, { tags: ['VIP', '=1+1'] });
    const response = await desk.call(EXPORT, 'GET /api/devices/export?search=warehouse-pi', {
      as: 'viewer',
    });
    expect(response.headers.get('content-disposition')).toMatch(/filename="devices-.*\.csv"/);
    const [headings, first, second, ...rest] = await lines(response);
    expect(headings).toBe(HEADINGS);
    expect(first).toMatch(
      /^warehouse-pi,Online,20\S+Z,,\S+@\S+,"warehouse-pi-ssh, warehouse-pi-http",[\d.]+,192[\d.]+,"VIP, =1\+1",80:00:00:00:01:00:81:a0$/,
    );
    expect(second).toMatch(/^warehouse-pi,Offline,/);
    expect(rest).toEqual([]);
    const [event] = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'devices.exported'));
    expect(event?.details).toEqual({ format: 'csv', rows: 2 });
  });

  it('exports only the selected rows, also as a workbook', async () => {
    const json = { devices: refs(DESKTOP) };
    const chosen = (line: string) => desk.call(EXPORT_CHOSEN, line, { as: 'viewer', json });
    const [, ...rows] = await lines(await chosen('POST /api/devices/export'));
    expect(rows.map((row) => row.split(',')[0])).toEqual(['accounting-pc']);
    const book = await chosen('POST /api/devices/export?format=xlsx');
    expect(new TextDecoder().decode((await book.arrayBuffer()).slice(0, 2))).toBe('PK');
  });
});
