import { json, noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { endOtherSessions } from '@/lib/staff/end-sessions';
import { listSessions } from '@/lib/staff/list-sessions';

/** One's own; `DELETE` ends all but the one that asks. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ actor }) =>
    json({ items: await listSessions(actor, actor.id) }),
  ),

  DELETE: withStaff('users.read', async ({ actor }) => {
    await endOtherSessions(actor);
    return noContent();
  }),
});
