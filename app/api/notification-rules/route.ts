import { putRulesInputSchema } from '@/lib/contract/notifications';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findRules, putRules } from '@/lib/server/notifications/rules';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ actor }) => json(await findRules(actor))),

  PUT: withStaff('notifications.manage', async ({ request, actor }) =>
    json(await putRules(actor, await readJson(request, putRulesInputSchema))),
  ),
});
