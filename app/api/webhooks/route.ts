import { addWebhookInputSchema } from '@/lib/contract/webhooks';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addWebhook, listWebhooks } from '@/lib/server/webhooks/webhooks';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ actor }) => json({ items: await listWebhooks(actor) })),

  POST: withStaff('webhooks.manage', async ({ request, actor }) => {
    const input = await readJson(request, addWebhookInputSchema);
    return json(await addWebhook(actor, input), { status: 201 });
  }),
});
