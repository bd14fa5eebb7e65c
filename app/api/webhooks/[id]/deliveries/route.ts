import { listDeliveriesQuerySchema } from '@/lib/contract/webhooks';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { listDeliveries } from '@/lib/server/webhooks/deliveries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ request, params, actor }) => {
    const query = readQuery(request, listDeliveriesQuerySchema);
    return json(await listDeliveries(actor, params.id ?? '', query));
  }),
});
