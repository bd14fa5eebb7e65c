import { json } from '@/lib/server/http/json';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { resumeBatch } from '@/lib/server/invitations/resume-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    await resumeBatch(actor, id);
    return json({ id }, { status: 202 });
  }),
});
