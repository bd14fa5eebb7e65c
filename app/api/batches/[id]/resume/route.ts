import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { resumeBatch } from '@/lib/server/invitations/pause';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    await resumeBatch(actor, id);
    return json({ id }, { status: 202 });
  }),
});
