import { addViewInputSchema } from '@/lib/contract/views';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addView, listViews } from '@/lib/server/views/saved-views';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await listViews(actor))),

  POST: withStaff('profile.write', async ({ request, actor }) => {
    return json(await addView(actor, await readJson(request, addViewInputSchema)), { status: 201 });
  }),
});
