import { changeTemplateInputSchema } from '@/lib/contract/invitation-templates';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeTemplate, deleteTemplate } from '@/lib/server/invitations/templates';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('batches.write', async ({ request, params, actor }) => {
    const change = await readJson(request, changeTemplateInputSchema);
    await changeTemplate(actor, params.id ?? '', change);
    return noContent();
  }),

  DELETE: withStaff('batches.write', async ({ params, actor }) => {
    await deleteTemplate(actor, params.id ?? '');
    return noContent();
  }),
});
