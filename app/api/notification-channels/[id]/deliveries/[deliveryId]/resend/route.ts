import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resendChannelDelivery } from '@/lib/server/notifications/deliveries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('notifications.manage', async ({ params, actor }) => {
    const deliveryId = params.deliveryId ?? '';
    await resendChannelDelivery(actor, params.id ?? '', deliveryId);
    return json({ id: deliveryId }, { status: 202 });
  }),
});
