import { batchAccountQuerySchema, listReadingSchema } from '@/lib/contract/invitations';
import { findAccount } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { previewBatch } from '@/lib/server/invitations/preview-batch';

/** Writes nothing upstream: it only reports what a batch of this list would be. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, actor }) => {
    const { account } = readQuery(request, batchAccountQuerySchema);
    const { source, reading } = await readListBody(request, listReadingSchema);
    const wanted = await findAccount(actor, 'remotepc', account);
    return json(await previewBatch(actor, wanted, source, { reading }));
  }),
});
