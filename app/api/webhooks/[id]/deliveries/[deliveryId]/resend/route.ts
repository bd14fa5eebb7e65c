import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resendDelivery } from '@/lib/server/webhooks/deliveries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('webhooks.manage', async ({ params, actor }) => {
    const deliveryId = params.deliveryId ?? '';
    await resendDelivery(actor, params.id ?? '', deliveryId);
    return json({ id: deliveryId }, { status: 202 });
  }),
});
