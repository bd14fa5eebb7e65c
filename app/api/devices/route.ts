import { listDevicesQuerySchema } from '@/lib/contract/devices';
import { listDevices } from '@/lib/server/devices/list-devices';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ request, actor }) => {
    return json(await listDevices(actor, readQuery(request, listDevicesQuerySchema)));
  }),
});
