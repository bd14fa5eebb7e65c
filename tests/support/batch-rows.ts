import { and, eq, sql } from 'drizzle-orm';
import type { InvitationStatus } from '@/lib/contract/invitations';
import { findAccount } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accountPaces, invitations } from '@/lib/server/db/schema';
import { claimChunk, type Claim } from '@/lib/server/invitations/claim-chunk';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { sendChunk, type ChunkEnd } from '@/lib/server/invitations/send-chunk';

/** A batch of these addresses, one seat each. @returns its id */
export async function startBatch(emails: string[]): Promise<string> {
  const rows = emails.map((email) => ({ email, seats: 1 }));
  const input = { rows, holdSeconds: 0 };
  return (await createBatch(systemActor('request-1'), 'rpc_sandbox', input)).id;
}

/** `status code attempts` of each row, in order. */
export async function rowStates(batchId: string): Promise<string[]> {
  const rows = await db()
    .select()
    .from(invitations)
    .where(eq(invitations.batchId, batchId))
    .orderBy(invitations.index);
  return rows.map(({ status, upstreamCode, attempts }) =>
    [status, upstreamCode ?? '-', attempts].join(' '),
  );
}

export async function claimRows(batchId: string, size = 50): Promise<Claim> {
  const claimed = await claimChunk(batchId, size);
  if (!claimed) throw new Error('nothing to claim');
  return claimed;
}

export async function sendRows(claimed: Claim): Promise<ChunkEnd> {
  return sendChunk(claimed, await remotepcFor(await findAccount(everyone, 'remotepc')));
}

/**
 * Brings a batch's rows to these states, in order, through transitions that the database allows.
 */
export async function endRows(
  batchId: string,
  statuses: readonly InvitationStatus[],
): Promise<void> {
  const isOfBatch = eq(invitations.batchId, batchId);
  const claim = { claimId: 'clm_test', leaseUntil: sql`now()` };
  await db()
    .update(invitations)
    .set({ status: 'sending', ...claim })
    .where(isOfBatch);
  for (const [index, status] of statuses.entries()) {
    if (status === 'sending') continue;
    await db()
      .update(invitations)
      .set({ status, settledBy: claim.claimId, claimId: null, leaseUntil: null })
      .where(and(isOfBatch, eq(invitations.index, index)));
  }
}

/** Simulates the passing of time for an account that has to wait. */
export async function endWaits(): Promise<void> {
  await db().delete(accountPaces);
}

/** Simulates the passing of time. */
export async function expireLeases(): Promise<void> {
  await db()
    .update(invitations)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(eq(invitations.status, 'sending'));
}

/** `p0@host.example`, `p1@host.example`, … */
export function people(count: number, host: string): string[] {
  return Array.from({ length: count }, (_, index) => `p${index}@${host}.example`);
}
