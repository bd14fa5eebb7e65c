import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findDevice } from '@/lib/server/devices/find-device';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ actor, params }) => {
    return json(await findDevice(actor, params.key ?? ''));
  }),
});
