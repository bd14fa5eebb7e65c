import { changeViewInputSchema } from '@/lib/contract/views';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeView, deleteView } from '@/lib/server/views/saved-views';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('profile.write', async ({ request, params, actor }) => {
    await changeView(actor, params.id ?? '', await readJson(request, changeViewInputSchema));
    return noContent();
  }),

  DELETE: withStaff('profile.write', async ({ params, actor }) => {
    await deleteView(actor, params.id ?? '');
    return noContent();
  }),
});
