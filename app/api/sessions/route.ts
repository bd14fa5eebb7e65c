import { json, noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { endOtherSessions } from '@/lib/server/staff/end-sessions';
import { listSessions } from '@/lib/server/staff/list-staff';

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
