import { findAccount } from '@/lib/server/accounts/find-account';
import { json, noContent } from '@/lib/server/http/json';
import { MAX_BATCH_BODY_BYTES } from '@/lib/server/http/read-body';
import { readJson } from '@/lib/server/http/read-json';
import { readListBody } from '@/lib/server/http/read-list-body';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { changeDraft } from '@/lib/server/invitations/change-draft';
import { deleteDraft } from '@/lib/server/invitations/delete-draft';
import { findDraft } from '@/lib/server/invitations/find-draft';
import { saveDraft } from '@/lib/server/invitations/save-draft';
import {
  batchAccountQuerySchema,
  changeDraftInputSchema,
  listReadingSchema,
} from '@/lib/contract/invitations';

function accountOf(request: Request) {
  const { account } = readQuery(request, batchAccountQuerySchema);
  return findAccount('remotepc', account);
}

/** The list a staff member is preparing for an account; nobody else's can be reached. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.write', async ({ request, actor }) => {
    const draft = await findDraft(actor, accountOf(request));
    // Having none is the usual case and no fault: a browser writes each 404 into its console.
    return draft ? json(draft) : noContent();
  }),

  PUT: withStaff('batches.write', async ({ request, actor }) => {
    const account = accountOf(request);
    const { source, reading = {} } = await readListBody(request, listReadingSchema);
    return json(await saveDraft(actor, account, source, reading));
  }),

  PATCH: withStaff('batches.write', async ({ request, actor }) => {
    const account = accountOf(request);
    const maxBytes = MAX_BATCH_BODY_BYTES;
    const draft = await changeDraft(
      actor,
      account,
      await readJson(request, changeDraftInputSchema, { maxBytes }),
    );
    return draft ? json(draft) : noContent();
  }),

  DELETE: withStaff('batches.write', async ({ request, actor }) => {
    await deleteDraft(actor, accountOf(request));
    return noContent();
  }),
});
