import { accessSheetQuerySchema } from '@/lib/contract/statements';
import { accessSheet, exportAccessSheet } from '@/lib/server/customers/access-sheet';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** A file is an export of the audit log, and needs the permission for that too. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('activity.read', async ({ request, params, actor }) => {
      const { month, format } = readQuery(request, accessSheetQuerySchema);
      const id = params.id ?? '';
      if (format === 'json') return json(await accessSheet(actor, id, month));
      return new Response(await exportAccessSheet(actor, id, month), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="access-sheet-${month}.csv"`,
          'cache-control': 'no-store',
        },
      });
    }),
  },
  { hasHead: false },
);
