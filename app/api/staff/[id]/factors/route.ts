import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resetFactors } from '@/lib/server/staff/reset-factors';

/** For someone who lost theirs; people remove their own at `/api/factors`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await resetFactors(actor, params.id ?? '');
    return noContent();
  }),
});
