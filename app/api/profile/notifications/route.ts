import { chooseNotificationsInputSchema } from '@/lib/contract/notifications';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { chooseOwnNotifications, findOwnNotifications } from '@/lib/server/notifications/people';

/** What the signed-in person is told of by email. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await findOwnNotifications(actor))),

  PUT: withStaff('profile.write', async ({ request, actor }) => {
    const { events } = await readJson(request, chooseNotificationsInputSchema);
    return json(await chooseOwnNotifications(actor, events));
  }),
});
