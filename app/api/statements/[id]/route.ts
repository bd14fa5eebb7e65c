import { statementQuerySchema } from '@/lib/contract/statements';
import { fileAnswer, json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { exportStatement } from '@/lib/server/statements/export-statement';
import { findStatement } from '@/lib/server/statements/find-statements';

/** A file is an export, and needs the permission for those too. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('customers.read', async ({ request, params, actor }) => {
      const { format } = readQuery(request, statementQuerySchema);
      const id = params.id ?? '';
      if (format === 'json') return json(await findStatement(actor, id));
      const { name, body } = await exportStatement(actor, id, format);
      return fileAnswer(body, name, format === 'xlsx' ? 'xlsx' : 'csv');
    }),
  },
  { hasHead: false },
);
