import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { renewSetUpLink } from '@/lib/server/staff/set-up-links';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('staff.write', async ({ params, actor }) => {
    const { url, expiresAt } = await renewSetUpLink(actor, params.id ?? '');
    return json({ setUpUrl: url, expiresAt: expiresAt.toISOString() }, { status: 201 });
  }),
});
