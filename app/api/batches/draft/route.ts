import {
  batchAccountQuerySchema,
  changeDraftInputSchema,
  listReadingSchema,
} from '@/lib/contract/invitations';
import { findAccount, type Account } from '@/lib/server/accounts/accounts';
import { json, noContent } from '@/lib/server/http/answers';
import { MAX_BATCH_BODY_BYTES, readJson, readQuery } from '@/lib/server/http/read-input';
import { readListBody } from '@/lib/server/http/read-list-body';
import { resource, withStaff, type StaffCall } from '@/lib/server/http/route';
import { changeDraft, deleteDraft, findDraft, saveDraft } from '@/lib/server/invitations/drafts';

async function accountOf({ request, actor }: StaffCall): Promise<Account> {
  const { account } = readQuery(request, batchAccountQuerySchema);
  return findAccount(actor, 'remotepc', account);
}

/** The list a staff member is preparing for an account; no one can reach anyone else's. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.write', async (call) => {
    const draft = await findDraft(call.actor, await accountOf(call));
    // Having no draft is the usual case, not an error: a browser logs each 404 in its console.
    return draft ? json(draft) : noContent();
  }),

  PUT: withStaff('batches.write', async (call) => {
    const { request, actor } = call;
    const account = await accountOf(call);
    const { source, reading = {} } = await readListBody(request, listReadingSchema);
    return json(await saveDraft(actor, account, source, reading));
  }),

  PATCH: withStaff('batches.write', async (call) => {
    const { request, actor } = call;
    const account = await accountOf(call);
    const maxBytes = MAX_BATCH_BODY_BYTES;
    const draft = await changeDraft(
      actor,
      account,
      await readJson(request, changeDraftInputSchema, { maxBytes }),
    );
    return draft ? json(draft) : noContent();
  }),

  DELETE: withStaff('batches.write', async (call) => {
    await deleteDraft(call.actor, await accountOf(call));
    return noContent();
  }),
});
