import { verifyActivity } from '@/lib/server/audit/proof-state';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  { GET: withStaff('activity.export', async ({ actor }) => json(await verifyActivity(actor))) },
  { hasHead: false },
);
