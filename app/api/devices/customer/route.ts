import { assignDevicesInputSchema } from '@/lib/contract/customers';
import { assignDevices } from '@/lib/server/customers/assign-devices';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Assigns devices to a customer by hand. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('customers.manage', async ({ request, actor }) => {
    return json(await assignDevices(actor, await readJson(request, assignDevicesInputSchema)));
  }),
});
