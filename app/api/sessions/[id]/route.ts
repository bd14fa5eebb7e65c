import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { endOwnSession } from '@/lib/server/staff/end-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('profile.write', async ({ params, actor }) => {
    await endOwnSession(actor, params.id ?? '');
    return noContent();
  }),
});
