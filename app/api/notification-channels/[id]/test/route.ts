import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { testChannel } from '@/lib/server/notifications/test-channel';

/** Sends a test in this request: its outcome is the answer. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('notifications.manage', async ({ params, actor }) =>
    json(await testChannel(actor, params.id ?? '')),
  ),
});
