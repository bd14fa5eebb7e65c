import { findAccount } from '@/lib/accounts/find-account';
import { json } from '@/lib/api/json';
import { readListBody } from '@/lib/api/read-list-body';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { previewBatch } from '@/lib/invitations/import/preview-batch';
import { batchAccountQuerySchema, listReadingSchema } from '@/lib/schemas/invitations';

/** Calls no upstream write: it only says what a batch of this list would be. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, actor }) => {
    const { account } = readQuery(request, batchAccountQuerySchema);
    const { source, reading } = await readListBody(request, listReadingSchema);
    return json(await previewBatch(actor, findAccount('remotepc', account), source, { reading }));
  }),
});
