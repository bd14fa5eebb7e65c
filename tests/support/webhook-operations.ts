import { db } from '@/lib/server/db/client';
import { webhookDeliveries } from '@/lib/server/db/schema';
import { operation } from './operation';
import { fresh } from './operation-setup';
import { allowPrivateWebhooks, aWebhook, startReceiver, type Receiver } from './webhooks';

let receiver: Promise<Receiver> | undefined;
const receiverUrl = async () => (await (receiver ??= startReceiver())).url;

async function anyWebhook(): Promise<{ id: string }> {
  return { id: await aWebhook(await receiverUrl()) };
}

/** Of the routes about webhooks. */
export const webhookOperations = [
  operation('GET /api/webhooks', 200),
  operation('POST /api/webhooks', 201, async () => {
    await anyWebhook();
    allowPrivateWebhooks();
    const url = await receiverUrl();
    return { json: { name: fresh('Chat '), url, events: ['user.added'] } };
  }),
  operation('PATCH /api/webhooks/[id]', 200, async () => ({
    params: await anyWebhook(),
    json: { name: fresh('Chat '), rotateSecret: true },
  })),
  operation('DELETE /api/webhooks/[id]', 204, async () => ({ params: await anyWebhook() })),
  operation('GET /api/webhooks/[id]/deliveries', 200, async () => ({
    params: await anyWebhook(),
  })),
  operation('POST /api/webhooks/[id]/deliveries/[deliveryId]/resend', 202, async () => {
    const { id } = await anyWebhook();
    const deliveryId = fresh('msg_');
    await db()
      .insert(webhookDeliveries)
      .values({
        ...{ id: deliveryId, webhookId: id, action: 'user.added', eventId: 'evt_1', sequence: 1 },
        state: 'failed',
      });
    return { params: { id, deliveryId } };
  }),
  operation('POST /api/webhooks/[id]/test', 200, async () => ({ params: await anyWebhook() }), [
    // The last thing that is read before it's sent.
    { why: 'it was sent already', after: /^select .*"sealed".* from "webhook_secrets"/s },
  ]),
];
