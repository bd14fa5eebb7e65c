import { listChannelDeliveriesQuerySchema } from '@/lib/contract/notifications';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { listChannelDeliveries } from '@/lib/server/notifications/deliveries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ request, params, actor }) => {
    const query = readQuery(request, listChannelDeliveriesQuerySchema);
    return json(await listChannelDeliveries(actor, params.id ?? '', query));
  }),
});
