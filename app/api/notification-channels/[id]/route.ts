import { changeChannelInputSchema } from '@/lib/contract/notifications';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeChannel, deleteChannel } from '@/lib/server/notifications/channels';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('notifications.manage', async ({ request, params, actor }) => {
    const change = await readJson(request, changeChannelInputSchema);
    return json(await changeChannel(actor, params.id ?? '', change));
  }),

  DELETE: withStaff('notifications.manage', async ({ params, actor }) => {
    await deleteChannel(actor, params.id ?? '');
    return noContent();
  }),
});
