import { json } from '@/lib/api/json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { listDevices } from '@/lib/devices/list-devices';
import { listDevicesQuerySchema } from '@/lib/schemas/devices';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ request }) => {
    return json(await listDevices(readQuery(request, listDevicesQuerySchema)));
  }),
});
