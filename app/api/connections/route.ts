import { listConnectionsQuerySchema, openConnectionInputSchema } from '@/lib/contract/devices';
import { listConnections } from '@/lib/server/devices/connections';
import { openConnection } from '@/lib/server/devices/open-connection';
import { json } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

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
