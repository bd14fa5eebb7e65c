import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { listConnections } from '@/lib/devices/list-connections';
import { openConnection } from '@/lib/devices/open-connection';
import { listConnectionsQuerySchema, openConnectionInputSchema } from '@/lib/schemas/devices';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ request, actor }) => {
    return json(await listConnections(actor, readQuery(request, listConnectionsQuerySchema)));
  }),
  POST: withStaff('connections.write', async ({ request, actor }) => {
    const { account } = readQuery(request, listConnectionsQuerySchema);
    const input = await readJson(request, openConnectionInputSchema);
    return json(await openConnection(actor, { ...input, account }), { status: 201 });
  }),
});
