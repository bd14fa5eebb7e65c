import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import type { CreateBatchInput } from '@/lib/contract/invitations';
import { insertBatch } from './insert-batch';
import { requireSeatsWithinPolicy } from './require-seats-within-policy';

/**
 * Writes down who is to be invited: batch, rows and event in one transaction, so that none is there
 * without the others. Nothing is sent here; the worker does that.
 * @throws DeskError `invalid_request` where a row asks for more seats than the policy allows
 */
export async function createBatch(
  actor: Actor,
  accountId: string,
  input: CreateBatchInput,
): Promise<{ id: string }> {
  const { rows, holdSeconds } = input;
  const name = input.name || null;
  await requireSeatsWithinPolicy(accountId, rows);
  const id = await db().transaction((tx) =>
    insertBatch(tx, actor, { accountId, name, parentId: null, holdSeconds, rows }),
  );
  return { id };
}
