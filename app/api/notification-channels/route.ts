import { addChannelInputSchema } from '@/lib/contract/notifications';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addChannel, listChannels } from '@/lib/server/notifications/channels';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ actor }) => json({ items: await listChannels(actor) })),

  POST: withStaff('notifications.manage', async ({ request, actor }) => {
    const input = await readJson(request, addChannelInputSchema);
    return json(await addChannel(actor, input), { status: 201 });
  }),
});
