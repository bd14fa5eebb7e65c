import { accessReportQuerySchema } from '@/lib/contract/audit';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { accessReport, accessReportCsv } from '@/lib/server/audit/access-report';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('activity.export', async ({ request, actor }) => {
      const query = readQuery(request, accessReportQuerySchema);
      const accounts = await listAccounts(actor);
      const names = new Map(accounts.map(({ id, name }) => [id, name]));
      const report = await accessReport(actor, query, names);
      if (query.format === 'json') return json(report);
      return new Response(accessReportCsv(report), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="access-report-${query.month}.csv"`,
          'cache-control': 'no-store',
        },
      });
    }),
  },
  { hasHead: false },
);
