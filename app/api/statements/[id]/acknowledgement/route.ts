import { acknowledgeStatementInputSchema } from '@/lib/contract/statements';
import { json } from '@/lib/server/http/answers';
import { readOptionalJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { acknowledgeStatement } from '@/lib/server/statements/complete-statement';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, params, actor }) => {
    const { note } = await readOptionalJson(request, acknowledgeStatementInputSchema);
    return json(await acknowledgeStatement(actor, params.id ?? '', note));
  }),
});
