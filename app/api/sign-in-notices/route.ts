import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { listSignInNotices } from '@/lib/server/staff/sign-in-notices';

/** The person's own sign-ins with a new browser, as far as another session of theirs shows them. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) =>
    json({ items: await listSignInNotices(actor) }),
  ),
});
