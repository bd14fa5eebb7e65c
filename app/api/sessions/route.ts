import { json, noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { endOtherSessions } from '@/lib/server/staff/end-sessions';
import { listSessions } from '@/lib/server/staff/list-staff';

/** The person's own sessions; `DELETE` ends all except the caller's. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) =>
    json({ items: await listSessions(actor, actor.id) }),
  ),

  DELETE: withStaff('profile.write', async ({ actor }) => {
    await endOtherSessions(actor);
    return noContent();
  }),
});
