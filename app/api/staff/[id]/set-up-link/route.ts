import { json } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { renewSetUpLink } from '@/lib/staff/renew-set-up-link';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('staff.write', async ({ params, actor }) => {
    const { url, expiresAt } = await renewSetUpLink(actor, params.id ?? '');
    return json({ setUpUrl: url, expiresAt: expiresAt.toISOString() }, { status: 201 });
  }),
});
