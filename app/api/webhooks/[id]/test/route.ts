import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { testWebhook } from '@/lib/server/webhooks/test-webhook';

/** Sends a test event in this request: its outcome is the answer. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('webhooks.manage', async ({ params, actor }) =>
    json(await testWebhook(actor, params.id ?? '')),
  ),
});
