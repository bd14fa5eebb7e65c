import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { endSessionOf } from '@/lib/server/staff/end-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await endSessionOf(actor, params.id ?? '', params.sessionId ?? '');
    return noContent();
  }),
});
