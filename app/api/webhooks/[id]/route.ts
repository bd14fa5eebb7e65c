import { changeWebhookInputSchema } from '@/lib/contract/webhooks';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeWebhook, deleteWebhook } from '@/lib/server/webhooks/webhooks';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('webhooks.manage', async ({ request, params, actor }) => {
    const change = await readJson(request, changeWebhookInputSchema);
    return json(await changeWebhook(actor, params.id ?? '', change));
  }),

  DELETE: withStaff('webhooks.manage', async ({ params, actor }) => {
    await deleteWebhook(actor, params.id ?? '');
    return noContent();
  }),
});
