import { db } from '@/lib/server/db/client';
import { notificationDeliveries } from '@/lib/server/db/schema';
import { aChannel, tell } from './notifications';
import { operation } from './operation';
import { fresh } from './operation-setup';
import { allowPrivateWebhooks, startReceiver, type Receiver } from './webhooks';

let receiver: Promise<Receiver> | undefined;
const receiverUrl = async () => (await (receiver ??= startReceiver())).url;

async function anyChannel(): Promise<{ id: string }> {
  return { id: await aChannel(await receiverUrl()) };
}

/** Of the routes about notifications. */
export const notificationOperations = [
  operation('GET /api/notification-channels', 200),
  operation('POST /api/notification-channels', 201, async () => {
    await anyChannel();
    allowPrivateWebhooks();
    return { json: { kind: 'slack', name: fresh('Chat '), url: await receiverUrl() } };
  }),
  operation('PATCH /api/notification-channels/[id]', 200, async () => ({
    params: await anyChannel(),
    json: { name: fresh('Chat '), url: await receiverUrl() },
  })),
  operation('DELETE /api/notification-channels/[id]', 204, async () => ({
    params: await anyChannel(),
  })),
  operation('GET /api/notification-channels/[id]/deliveries', 200, async () => ({
    params: await anyChannel(),
  })),
  operation(
    'POST /api/notification-channels/[id]/deliveries/[deliveryId]/resend',
    202,
    async () => {
      const { id } = await anyChannel();
      const deliveryId = fresh('ntf_');
      await db()
        .insert(notificationDeliveries)
        .values({
          ...{ id: deliveryId, channelId: id, kind: 'batch_finished', count: 1, items: [] },
          ...{ state: 'failed', isOpen: false, notBefore: new Date(), settledAt: new Date() },
        });
      return { params: { id, deliveryId } };
    },
  ),
  operation(
    'POST /api/notification-channels/[id]/test',
    200,
    async () => ({ params: await anyChannel() }),
    // The last thing that is read before it's sent.
    [{ why: 'it was sent already', after: /^select .*"sealed".* from "notification_secrets"/s }],
  ),
  operation('GET /api/notification-rules', 200),
  operation('PUT /api/notification-rules', 200, async () => {
    const { id } = await anyChannel();
    await tell([], []);
    return { json: { items: [{ event: 'batch_finished', channelIds: [id] }], groupMinutes: 10 } };
  }),
];
