import { json } from '@/lib/server/http/json';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { listDevices } from '@/lib/server/devices/list-devices';
import { listDevicesQuerySchema } from '@/lib/contract/devices';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ request }) => {
    return json(await listDevices(readQuery(request, listDevicesQuerySchema)));
  }),
});
