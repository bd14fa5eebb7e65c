import { previewSplitInputSchema } from '@/lib/contract/customers';
import { previewSplit } from '@/lib/server/customers/split-customer';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** What a split would move. Nothing is saved. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, params, actor }) => {
    const part = await readJson(request, previewSplitInputSchema);
    return json(await previewSplit(actor, params.id ?? '', part));
  }),
});
