import { changeStatementSettingsInputSchema } from '@/lib/contract/statements';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeStatementSettings, findStatementSettings } from '@/lib/server/statements/settings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.read', async ({ actor }) => json(await findStatementSettings(actor))),

  PUT: withStaff('customers.manage', async ({ request, actor }) => {
    const input = await readJson(request, changeStatementSettingsInputSchema);
    return json(await changeStatementSettings(actor, input));
  }),
});
