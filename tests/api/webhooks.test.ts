import { sql } from 'drizzle-orm';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as RESEND } from '@/app/api/webhooks/[id]/deliveries/[deliveryId]/resend/route';
import { GET as DELIVERIES } from '@/app/api/webhooks/[id]/deliveries/route';
import { DELETE, PATCH } from '@/app/api/webhooks/[id]/route';
import { POST as TEST } from '@/app/api/webhooks/[id]/test/route';
import { GET, POST } from '@/app/api/webhooks/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import type { Overview } from '@/lib/contract/overview';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { DeliveryPage, Webhook, WebhookWithSecret } from '@/lib/contract/webhooks';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { auditEvents, webhookSecrets } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import {
  allowPrivateWebhooks,
  passSeconds,
  startReceiver,
  workOnce,
  type Receiver,
} from '@/tests/support/webhooks';

let desk: TestDesk;
let receiver: Receiver;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  receiver = await startReceiver();
  await db().execute(sql`delete from webhooks`);
  allowPrivateWebhooks();
  await sealEvents();
});
afterEach(() => receiver.close());
afterAll(() => desk.close());

const add = (json: unknown, as: Role = 'administrator') =>
  desk.call(POST, 'POST /api/webhooks', { as, json });
const added = async (events = ['webhook.created'], name = 'Tickets') =>
  (await (await add({ name, url: receiver.url, events })).json()) as WebhookWithSecret;
const change = (id: string, json: unknown) =>
  desk.call(PATCH, 'PATCH /api/webhooks/[id]', { json, params: { id } });
const test = (id: string) => desk.call(TEST, 'POST /api/webhooks/[id]/test', { params: { id } });
const resend = (id: string, deliveryId: string) =>
  desk.call(RESEND, 'POST /api/webhooks/x/deliveries/y/resend', { params: { id, deliveryId } });

async function list(as: Role = 'administrator'): Promise<Webhook[]> {
  const answer = await desk.call(GET, 'GET /api/webhooks', { as });
  return ((await answer.json()) as { items: Webhook[] }).items;
}

async function deliveries(id: string, query = ''): Promise<DeliveryPage> {
  const where = `GET /api/webhooks/x/deliveries${query}`;
  return (await (await desk.call(DELIVERIES, where, { params: { id } })).json()) as DeliveryPage;
}

async function fault(answer: Response): Promise<[number, string, string | undefined]> {
  const { code, errors } = (await answer.json()) as Problem;
  return [answer.status, code, errors?.[0]?.path];
}

describe('webhooks', () => {
  it('show their secret once, and keep it encrypted', async () => {
    const { secret, ...webhook } = await added(['user.added', 'user.added', 'batch.finished']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({
      ...{ name: 'Tickets', url: receiver.url, events: ['batch.finished', 'user.added'] },
      ...{ isDisabled: false, waiting: 0, previousSecretEndsAt: null },
    });
    expect(await list()).toEqual([webhook]);
    const [kept] = await db().select().from(webhookSecrets);
    expect(kept?.sealed.includes(secret.slice(6, 20))).toBe(false);
    const said = JSON.stringify(await db().select().from(auditEvents));
    expect(said).toContain('webhook.created');
    expect(said).not.toContain(secret.slice(6));
    // The path may be a receiver's own secret.
    expect(said).not.toContain('/hook');
  });

  it('are for administrators who see all accounts', async () => {
    const { id } = await added();
    expect((await add({ name: 'A', url: receiver.url, events: ['*'] }, 'manager')).status).toBe(
      403,
    );
    const { id: staffId } = await desk.staff('administrator');
    const confine = (accounts: string) =>
      db().execute(
        sql`update staff_members set account_ids = ${sql.raw(accounts)} where id = ${staffId}`,
      );
    await confine(`array['rpc_sandbox']`);
    const answers = await Promise.all([
      desk.call(GET, 'GET /api/webhooks'),
      add({ name: 'A', url: receiver.url, events: ['*'] }),
      change(id, { name: 'Other' }),
      test(id),
      resend(id, 'msg_1'),
      desk.call(DELIVERIES, 'GET /api/webhooks/x/deliveries', { params: { id } }),
      desk.call(DELETE, 'DELETE /api/webhooks/[id]', { params: { id } }),
    ]);
    await confine('null');
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect(receiver.received).toEqual([]);
  });

  it('need a name, an address and events that there are', async () => {
    const typed = { name: 'Tickets', url: receiver.url, events: ['*'] };
    expect(await fault(await add({ ...typed, name: ' ' }))).toEqual([
      400,
      'invalid_request',
      'name',
    ]);
    expect(await fault(await add({ ...typed, url: '' }))).toEqual([400, 'invalid_request', 'url']);
    expect((await add({ ...typed, events: [] })).status).toBe(400);
    expect((await add({ ...typed, events: ['user.vanished'] })).status).toBe(400);
    expect(await list()).toEqual([]);
  });

  it('are renamed, disabled, enabled and deleted', async () => {
    const { id } = await added();
    expect((await change(id, {})).status).toBe(400);
    const renamed = (await (await change(id, { name: 'Chat' })).json()) as Webhook;
    expect(renamed).toMatchObject({ name: 'Chat', isDisabled: false });
    expect('secret' in renamed).toBe(false);
    await change(id, { isDisabled: true });
    expect(await list()).toMatchObject([{ isDisabled: true, disabledFor: 'person' }]);
    await change(id, { isDisabled: false });
    expect(await list()).toMatchObject([{ isDisabled: false, disabledFor: null }]);
    await desk.call(DELETE, 'DELETE /api/webhooks/[id]', { params: { id } });
    expect(await list()).toEqual([]);
    expect(await fault(await change(id, { name: 'Chat' }))).toEqual([404, 'not_found', undefined]);
  });

  it('that are enabled again get what happens from then on', async () => {
    const { id } = await added(['template.added', 'webhook.changed']);
    await change(id, { isDisabled: true });
    await workOnce();
    await change(id, { isDisabled: false });
    await change(id, { name: 'Chat' });
    await workOnce();
    expect(receiver.received.map(({ event }) => event.data.details?.after)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Tickets', isDisabled: false }),
        expect.objectContaining({ name: 'Chat', isDisabled: false }),
      ]),
    );
    expect(receiver.received).toHaveLength(2);
  });

  it('have two secrets for a day while one is replaced', async () => {
    const { id, secret } = await added();
    const answer = await change(id, { rotateSecret: true });
    const rotated = (await answer.json()) as WebhookWithSecret;
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.previousSecretEndsAt ?? '') - Date.now()).toBeGreaterThan(86_000_000);
    await test(id);
    await passSeconds(25 * 3_600);
    await test(id);
    // By the verifier that receivers use.
    const accepts = (key: string) =>
      receiver.received.map(({ body, headers }) => {
        try {
          return Boolean(new Verifier(key).verify(body, headers as Record<string, string>));
        } catch {
          return false;
        }
      });
    expect(accepts(secret)).toEqual([true, false]);
    expect(accepts(rotated.secret ?? '')).toEqual([true, true]);
    expect((await list())[0]?.previousSecretEndsAt).toBeNull();
  });
});

describe('a test', () => {
  it('answers with what came of it, and keeps nothing of the answer but its status', async () => {
    const { id } = await added();
    expect(await (await test(id)).json()).toMatchObject({ ok: true, status: 204, failure: null });
    receiver.behavior.statusOf = () => 500;
    expect(await (await test(id)).json()).toMatchObject({
      ...{ ok: false, status: 500, failure: 'refused' },
    });
    expect(receiver.received[0]?.event).toMatchObject({
      type: 'webhook.tested',
      data: { action: 'webhook.tested', target: 'Tickets' },
    });
    const page = await deliveries(id);
    expect(page.items.map(({ state, status, eventId }) => [state, status, eventId])).toEqual([
      ['failed', 500, null],
      ['delivered', 204, null],
    ]);
    expect(JSON.stringify(await db().execute(sql`select * from webhook_deliveries`))).not.toContain(
      'canary',
    );
    const [one] = page.items;
    expect(await fault(await resend(id, one?.id ?? ''))).toEqual([409, 'conflict', undefined]);
  });
});

describe('deliveries', () => {
  it('are listed newest first, filtered, and sent again under their id', async () => {
    const { id } = await added(['webhook.created', 'webhook.changed']);
    receiver.behavior.statusOf = () => 500;
    await workOnce();
    receiver.behavior.statusOf = () => 200;
    await change(id, { name: 'Chat' });
    await workOnce();
    const { items, total } = await deliveries(id);
    expect(total).toBe(2);
    expect(items.map(({ action, state, status }) => [action, state, status])).toEqual([
      ['webhook.changed', 'delivered', 200],
      ['webhook.created', 'pending', 500],
    ]);
    expect((await deliveries(id, '?state=pending')).items.map(({ action }) => action)).toEqual([
      'webhook.created',
    ]);
    const [arrived, waiting] = items;
    expect((await resend(id, waiting?.id ?? '')).status).toBe(202);
    expect((await resend(id, arrived?.id ?? '')).status).toBe(202);
    await workOnce();
    const ids = receiver.received.map((one) => one.id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids)).toEqual(new Set([waiting?.id, arrived?.id]));
    expect((await deliveries(id)).items.map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
    ]);
    expect(await fault(await resend(id, 'msg_none'))).toEqual([404, 'not_found', undefined]);
  });

  it('that fail for three days disable the webhook, as the overview says', async () => {
    const { id } = await added();
    receiver.behavior.statusOf = () => 500;
    await workOnce();
    await passSeconds(3 * 86_400 - 60);
    await workOnce();
    expect(await list()).toMatchObject([{ isDisabled: false, waiting: 1 }]);
    await passSeconds(13 * 3_600);
    await workOnce();
    expect(await list()).toMatchObject([{ isDisabled: true, disabledFor: 'failing', waiting: 0 }]);
    const overview = (await (await desk.call(OVERVIEW, 'GET /api/overview')).json()) as Overview;
    expect(overview.webhooks).toEqual({ isAvailable: true, disabled: [{ id, name: 'Tickets' }] });
    const [failed] = (await deliveries(id)).items;
    expect(failed).toMatchObject({ state: 'failed', failure: 'refused', nextAt: null });
    expect((await resend(id, failed?.id ?? '')).status).toBe(409);
    receiver.behavior.statusOf = () => 200;
    await change(id, { isDisabled: false });
    await resend(id, failed?.id ?? '');
    await workOnce();
    expect((await deliveries(id)).items[0]).toMatchObject({ state: 'delivered', attempts: 4 });
    const { rows } = await db().execute(
      sql`select action, outcome, target from audit_events where action = 'webhook.disabled'`,
    );
    expect(rows).toEqual([{ action: 'webhook.disabled', outcome: 'failure', target: 'Tickets' }]);
  });
});
