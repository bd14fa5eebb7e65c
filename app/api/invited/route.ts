import { listInvitedQuerySchema } from '@/lib/contract/invited';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { listInvited } from '@/lib/server/invitations/list-invited';

/** The people who were invited and haven't come yet. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request, actor }) =>
    json(await listInvited(actor, readQuery(request, listInvitedQuerySchema))),
  ),
});
