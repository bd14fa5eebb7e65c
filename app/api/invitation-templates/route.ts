import { addTemplateInputSchema } from '@/lib/contract/invitation-templates';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addTemplate, listTemplates } from '@/lib/server/invitations/templates';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.write', async () => json({ items: await listTemplates() })),

  POST: withStaff('batches.write', async ({ request, actor }) => {
    const input = await readJson(request, addTemplateInputSchema);
    return json(await addTemplate(actor, input), { status: 201 });
  }),
});
