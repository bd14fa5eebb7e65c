import { exportActivityQuerySchema } from '@/lib/contract/audit';
import { exportEvents } from '@/lib/server/audit/export-events';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('activity.export', async ({ request, actor }) => {
      const query = readQuery(request, exportActivityQuerySchema);
      const day = new Date().toISOString().slice(0, 10);
      return new Response(await exportEvents(actor, query), {
        headers: {
          'content-type': contentTypes[query.format],
          'content-disposition': `attachment; filename="activity-${day}.${query.format}"`,
          'cache-control': 'no-store',
        },
      });
    }),
  },
  { hasHead: false },
);
