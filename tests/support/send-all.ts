import { and, eq, isNotNull } from 'drizzle-orm';
import { findAccount } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { claimChunk } from '@/lib/server/invitations/claim-chunk';
import { sendChunk, type ChunkEnd } from '@/lib/server/invitations/send-chunk';
import { endWaits } from './batch-rows';

/**
 * Does the worker's job for one batch, chunk by chunk, without its clock: waiting rows are due at
 * once.
 * @returns how each chunk went
 */
export async function sendAll(batchId: string, size = 50): Promise<ChunkEnd[]> {
  const client = await remotepcFor(await findAccount(everyone, 'remotepc'));
  const ends: ChunkEnd[] = [];
  for (;;) {
    // Only waiting rows: locking the others in another order than the workers would be a deadlock.
    const waits = and(eq(invitations.batchId, batchId), isNotNull(invitations.notBefore));
    await db().update(invitations).set({ notBefore: null }).where(waits);
    await endWaits();
    const claim = await claimChunk(batchId, size);
    if (!claim) return ends;
    ends.push(await sendChunk(claim, client));
  }
}
