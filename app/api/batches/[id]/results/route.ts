import { batchResultsQuerySchema } from '@/lib/contract/invitations';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { exportResults } from '@/lib/server/invitations/export-results';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('batches.export', async ({ request, params, actor }) => {
      const { only } = readQuery(request, batchResultsQuerySchema);
      const body = await exportResults(actor, params.id ?? '', only);
      const day = new Date().toISOString().slice(0, 10);
      const name = only === 'problems' ? 'invitation-problems' : 'invitations';
      return new Response(body, {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${name}-${day}.csv"`,
          'cache-control': 'no-store',
        },
      });
    }),
  },
  { hasHead: false },
);
