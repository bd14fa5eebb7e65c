import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invitationStatuses, type InvitationStatus } from '@/lib/contract/invitations';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { transitions } from '@/lib/server/invitations/row-states';
import { endRows, people, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const isRow = (batchId: string, index: number) =>
  and(eq(invitations.batchId, batchId), eq(invitations.index, index));

/** One row in each state, `pending` first. */
async function oneOfEach(host: string): Promise<string> {
  const id = await startBatch(people(invitationStatuses.length, host));
  await endRows(id, [...invitationStatuses]);
  return id;
}

/** The database rule that rejects the statement; null if it succeeds. */
async function refusal(statement: Promise<unknown>): Promise<string | null> {
  try {
    await statement;
    return null;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    return cause instanceof Error && 'constraint' in cause ? String(cause.constraint) : 'other';
  }
}

describe('the database', () => {
  test('allows exactly the transitions in the table, for all 64 pairs', async () => {
    const seen: Record<string, InvitationStatus[]> = {};
    for (const [index, from] of invitationStatuses.entries()) {
      seen[from] = [];
      for (const to of invitationStatuses) {
        const id = await oneOfEach(`${from}-${to}`.replaceAll('_', '-'));
        const claim = { claimId: 'clm_test', leaseUntil: sql`now()` };
        const noClaim = { claimId: null, leaseUntil: null };
        const move = db()
          .update(invitations)
          .set({ status: to, settledBy: 'clm_test', ...(to === 'sending' ? claim : noClaim) })
          .where(isRow(id, index));
        const refused = await refusal(move);
        if (refused === null && to !== from) seen[from].push(to);
        else if (to !== from)
          expect([from, to, refused]).toEqual([from, to, 'invitations_transition']);
      }
    }
    expect(seen).toEqual(transitions);
  });

  test('lets no row start as anything but pending', async () => {
    const id = await startBatch(['first@begin.example']);
    for (const status of invitationStatuses.filter((other) => other !== 'pending')) {
      const row = { batchId: id, index: 1, email: 'x@begin.example', seats: 0, status };
      const claim = status === 'sending' ? { claimId: 'c', leaseUntil: sql`now()` } : {};
      const insert = db()
        .insert(invitations)
        .values({ ...row, ...claim });
      expect([status, await refusal(insert)]).toEqual([status, 'invitations_transition']);
    }
  });

  test('N66: moves a row being sent only for the claim that holds it', async () => {
    const id = await oneOfEach('fence');
    const sending = isRow(id, invitationStatuses.indexOf('sending'));
    const end = { status: 'invited', claimId: null, leaseUntil: null } as const;
    const by = (settledBy?: string) =>
      refusal(
        db()
          .update(invitations)
          .set({ ...end, ...(settledBy && { settledBy }) })
          .where(sending),
      );
    expect(await by()).toBe('invitations_fence');
    expect(await by('clm_stale')).toBe('invitations_fence');
    const steal = db().update(invitations).set({ claimId: 'clm_stale' }).where(sending);
    expect(await refusal(steal)).toBe('invitations_fence');
    expect(await by('clm_test')).toBeNull();
  });

  test('has a claim and a lease for each row being sent, and for no other', async () => {
    const id = await oneOfEach('lease');
    const pending = isRow(id, invitationStatuses.indexOf('pending'));
    const sending = isRow(id, invitationStatuses.indexOf('sending'));
    const unclaimed = db().update(invitations).set({ status: 'sending' }).where(pending);
    expect(await refusal(unclaimed)).toBe('invitations_claimed');
    const endless = db().update(invitations).set({ leaseUntil: null }).where(sending);
    expect(await refusal(endless)).toBe('invitations_claimed');
  });
});
