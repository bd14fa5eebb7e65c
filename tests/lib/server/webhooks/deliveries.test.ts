import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { queueDeliveries } from '@/lib/server/webhooks/queue-deliveries';
import { sendDue } from '@/lib/server/webhooks/send-due';
import { changeWebhook, listWebhooks } from '@/lib/server/webhooks/webhooks';
import { Webhooks } from '@/lib/server/worker/webhooks';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import {
  aWebhook,
  passSeconds,
  startReceiver,
  workOnce,
  type Receiver,
} from '@/tests/support/webhooks';

const actor = systemActor('deliveries');
let desk: TestDesk;
let receiver: Receiver;
let id: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  await sealEvents();
  receiver = await startReceiver();
  id = await aWebhook(receiver.url, ['user.added', 'user.annotated']);
});
afterEach(() => receiver.close());
afterAll(() => desk.close());

const record = (...targets: string[]) =>
  recordEvents(
    actor,
    targets.map((target) => ({ action: 'user.added', outcome: 'success', target })),
  );

const targets = () => receiver.received.map(({ event }) => event.data.target);
const ids = () => receiver.received.map((one) => one.id);
const webhook = async () => (await listWebhooks(actor)).find((one) => one.id === id);

describe('a delivery', () => {
  it('is of the events that were chosen, with the whole event and no secret', async () => {
    await record('ann@x.example');
    await recordEvents(actor, [{ action: 'users.exported', outcome: 'success' }]);
    await workOnce();
    expect(receiver.received).toHaveLength(1);
    const [one] = receiver.received;
    expect(one?.event).toMatchObject({
      type: 'user.added',
      data: { action: 'user.added', target: 'ann@x.example', outcome: 'success' },
    });
    expect(one?.headers['content-type']).toBe('application/json');
    expect(one?.headers['webhook-id']).toMatch(/^msg_\d+_[\w-]+$/);
    expect(one?.headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    const seconds = Number(one?.headers['webhook-timestamp']);
    expect(Math.abs(seconds - Date.now() / 1_000)).toBeLessThan(30);
  });

  it('that fails is tried again within 5 seconds, with the same id and body', async () => {
    const times: number[] = [];
    receiver.behavior.statusOf = (index) => {
      times.push(performance.now());
      return index === 0 ? 500 : 204;
    };
    await record('ann@x.example');
    await sealEvents();
    const stop = new AbortController();
    const worker = new Webhooks(stop.signal);
    while (receiver.received.length < 2) await sleep(20);
    stop.abort();
    await worker.done;
    const [first = 0, second = 0] = times;
    expect(second - first).toBeLessThan(5_000);
    const [one, other] = receiver.received;
    expect([other?.id, other?.body]).toEqual([one?.id, one?.body]);
  });

  it('waits for the one before it of the same object, and for no other', async () => {
    receiver.behavior.statusOf = (_index, { event }) =>
      event.data.target === 'ann@x.example' ? 503 : 204;
    await record('ann@x.example', 'bob@x.example', 'ann@x.example', 'bob@x.example');
    await workOnce();
    expect(targets().toSorted()).toEqual(['ann@x.example', 'bob@x.example', 'bob@x.example']);
    receiver.behavior.statusOf = () => 204;
    await passSeconds(3);
    await workOnce();
    const ofAnn = receiver.received.filter(({ event }) => event.data.target === 'ann@x.example');
    expect(ofAnn).toHaveLength(3);
    expect(ofAnn[0]?.id).toBe(ofAnn[1]?.id);
    expect(ofAnn[2]?.id).not.toBe(ofAnn[1]?.id);
  });

  it('is lost by no hour without a receiver, which few attempts look for', async () => {
    receiver.behavior.statusOf = () => undefined;
    await record(...Array.from({ length: 15 }, (_, n) => `p${n}@x.example`));
    await workOnce();
    for (let minutes = 0; minutes < 60; minutes += 12) {
      await passSeconds(720);
      await workOnce();
    }
    expect(receiver.received.length).toBeLessThan(60);
    expect(await webhook()).toMatchObject({ waiting: 15, isDisabled: false });
    expect((await webhook())?.failingSince).not.toBeNull();
    receiver.received.length = 0;
    receiver.behavior.statusOf = () => 204;
    await passSeconds(720);
    await workOnce();
    expect(new Set(targets()).size).toBe(15);
    expect(receiver.received).toHaveLength(15);
    expect(await webhook()).toMatchObject({ waiting: 0, failingSince: null });
  });

  it('comes once, however many servers look for work at the same time', async () => {
    await record(...Array.from({ length: 21 }, (_, n) => `p${n % 3}@x.example`));
    await sealEvents();
    await Promise.all([queueDeliveries(), queueDeliveries(), queueDeliveries()]);
    await Promise.all([sendDue(id), sendDue(id), sendDue(id)]);
    expect(receiver.received).toHaveLength(21);
    expect(new Set(ids()).size).toBe(21);
    for (let n = 0; n < 3; n += 1) {
      const places = receiver.received
        .filter(({ event }) => event.data.target === `p${n}@x.example`)
        .map((one) => Number(one.id.split('_')[1]));
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    }
  });

  it('of a process that died comes again under its id, once its lease is over', async () => {
    await record('ann@x.example');
    await sealEvents();
    await queueDeliveries();
    await db().execute(sql`
      update webhook_deliveries set claim_id = 'clm_dead', lease_until = now() + interval '30 s',
        attempts = 1, first_tried_at = now(), tried_at = now()`);
    await workOnce();
    expect(receiver.received).toEqual([]);
    await passSeconds(31);
    await workOnce();
    await workOnce();
    expect(ids()).toHaveLength(1);
  });

  it('goes to an address that was changed as soon as it was', async () => {
    receiver.behavior.statusOf = () => 404;
    await record('ann@x.example');
    await workOnce();
    await passSeconds(3);
    await workOnce();
    const other = await startReceiver();
    await changeWebhook(actor, id, { url: other.url });
    await workOnce();
    expect(other.received.map((one) => one.id)).toEqual([ids()[0]]);
    await other.close();
  });

  it('isn’t sent if its event was removed meanwhile, or the secret can’t be read', async () => {
    await record('ann@x.example', 'bob@x.example');
    await sealEvents();
    await queueDeliveries();
    await db().execute(sql`
      update webhook_deliveries set sequence = -sequence where object = ' ann@x.example'`);
    await db().execute(sql`update webhook_secrets set sealed = '\\x02'`);
    await workOnce();
    expect(receiver.received).toEqual([]);
    const { rows } = await db().execute(
      sql`select object, state, failure from webhook_deliveries order by object`,
    );
    expect(rows).toEqual([
      { object: ' ann@x.example', state: 'failed', failure: 'removed' },
      { object: ' bob@x.example', state: 'pending', failure: 'secret' },
    ]);
    await changeWebhook(actor, id, { rotateSecret: true });
    await passSeconds(3);
    await workOnce();
    expect(targets()).toEqual(['bob@x.example']);
  });
});
