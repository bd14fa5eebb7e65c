import { seatsChangesQuerySchema } from '@/lib/contract/seats-changes';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findSeatsChanges } from '@/lib/server/users/seats-changes';

/** Who joined, left, got more seats or fewer in the last days. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) =>
    json(await findSeatsChanges(actor, readQuery(request, seatsChangesQuerySchema))),
  ),
});
