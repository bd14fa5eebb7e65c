import { json } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { resumeBatch } from '@/lib/invitations/resume-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    await resumeBatch(actor, id);
    return json({ id }, { status: 202 });
  }),
});
