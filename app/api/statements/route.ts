import { createStatementInputSchema } from '@/lib/contract/statements';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { createStatement } from '@/lib/server/statements/create-statement';
import { listStatements } from '@/lib/server/statements/find-statements';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.read', async ({ actor }) => json(await listStatements(actor))),

  POST: withStaff('customers.manage', async ({ request, actor }) => {
    const input = await readJson(request, createStatementInputSchema);
    return json(await createStatement(actor, input), { status: 201 });
  }),
});
