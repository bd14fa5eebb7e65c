import { acknowledgeInputSchema, reopenInputSchema } from '@/lib/contract/overview';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { acknowledge, reopen } from '@/lib/server/overview/acknowledgements';

/** A problem of the overview, seen or snoozed for the whole team. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('problems.acknowledge', async ({ request, actor }) => {
    await acknowledge(actor, await readJson(request, acknowledgeInputSchema));
    return noContent();
  }),

  DELETE: withStaff('problems.acknowledge', async ({ request, actor }) => {
    await reopen(actor, await readJson(request, reopenInputSchema));
    return noContent();
  }),
});
