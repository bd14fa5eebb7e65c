import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { dismissSignInNotice } from '@/lib/server/staff/sign-in-notices';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('profile.write', async ({ params, actor }) => {
    await dismissSignInNotice(actor, params.id ?? '');
    return noContent();
  }),
});
