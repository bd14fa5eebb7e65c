import 'server-only';
import { z } from 'zod';
import { emailSchema, seatsSchema } from '@/lib/contract/common';
import {
  BATCH_ID,
  createBatchInputSchema,
  listBatchesQuerySchema,
} from '@/lib/contract/invitations';
import { findAccount, findAccounts } from '@/lib/server/accounts/accounts';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { listBatches } from '@/lib/server/invitations/list-batches';
import { accountInput, defineTool, pageInput } from '../tool';

const query = listBatchesQuerySchema.shape;
const batch = createBatchInputSchema.shape;
const MOST_ROWS = 1_000;

export const listBatchesTool = defineTool({
  name: 'list_batches',
  title: 'List invitation batches',
  description: 'Batches of invitations, newest first, with how many of each state.',
  permission: 'batches.read',
  isWrite: false,
  input: z.strictObject({
    search: query.search.describe('Part of the name, of who created it, or an address in it.'),
    status: query.status,
    account: accountInput('Left out: the default one. all: every account.'),
    ...pageInput,
  }),
  run: async (actor, { account, ...page }) => {
    const accounts = await findAccounts(actor, 'remotepc', account);
    return listBatches(
      accounts.map(({ id }) => id),
      page,
    );
  },
});

export const getBatch = defineTool({
  name: 'get_batch',
  title: 'Get an invitation batch',
  description: 'One batch of invitations: its state, and how many of each state.',
  permission: 'batches.read',
  isWrite: false,
  input: z.strictObject({ id: z.string().regex(BATCH_ID, 'Enter the ID of a batch.') }),
  run: async (actor, { id }) => findBatch(actor, id),
});

export const invitePeople = defineTool({
  name: 'invite_people',
  title: 'Invite people',
  description:
    'Creates a batch that invites people to RemotePC by email. It is sent after holdSeconds, until when it can be stopped in Reseller Desk. Call it once: get_batch tells how it goes.',
  permission: 'batches.write',
  isWrite: true,
  input: z.strictObject({
    rows: z
      .array(z.strictObject({ email: emailSchema, seats: seatsSchema.default(0) }))
      .min(1, 'There is no one to invite.')
      .max(MOST_ROWS),
    name: batch.name,
    holdSeconds: batch.holdSeconds,
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { rows, name, holdSeconds, account }) => {
    const { id: accountId } = await findAccount(actor, 'remotepc', account);
    const { id } = await createBatch(actor, accountId, { name, rows, holdSeconds });
    return { id, total: rows.length };
  },
});
