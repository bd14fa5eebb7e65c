import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Approval, AskApprovalInput } from '@/lib/contract/approvals';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { mailDeciders } from '@/lib/server/approvals/tell-by-mail';
import { recordEvent } from '@/lib/server/audit/record';
import { db, createId } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { maySeeAccount, maySeeCustomer } from '@/lib/server/policies/permissions';
import { assignmentsOf, requireUsersInScope } from '@/lib/server/users/assignments';
import { listedName } from '@/lib/server/users/user-list';
import { toApproval } from './approvals';
import { inputDenial } from './policy-denial';

/** How long a request waits for a decision. */
const PENDING_HOURS = 8;

/**
 * Requests a second person's approval to sign in as a customer. A pending request is returned again
 * rather than duplicated.
 * @throws DeskError `customer_blocked`, `reason_required`, `ticket_required`; `conflict` no
 * approval is required
 */
export async function askApproval(
  actor: Actor,
  account: Account,
  input: AskApprovalInput,
): Promise<Approval> {
  const username = await listedName(account, input.username);
  const { reason, ticket } = input;
  await requireUsersInScope(account, [username], 'nothing was requested');
  const accountId = account.id;
  const user = { accountId, username };
  const { customer } = (await assignmentsOf([account], [user]))(user);
  const about = {
    target: username,
    accountId,
    ...(reason && { reason }),
    ...(ticket && { ticket }),
  };
  const policy = await findPolicy(accountId);
  const denial = inputDenial(policy, { ...input, username });
  if (denial) {
    const details = { code: denial.code };
    await recordEvent(actor, { ...about, action: 'approval.refused', outcome: 'denied', details });
    throw denial;
  }
  if (policy.approval === 'none') {
    throw new DeskError('conflict', {
      detail: 'This account’s policy doesn’t require approval.',
    });
  }
  return db().transaction(async (tx) => {
    const lock = `approval ${actor.id} ${accountId} ${username}`;
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
    const [waiting] = await tx
      .select()
      .from(approvals)
      .where(
        and(
          eq(approvals.askedById, actor.id),
          eq(approvals.accountId, accountId),
          eq(approvals.username, username),
          isNull(approvals.decidedAt),
          isNull(approvals.withdrawnAt),
          isNull(approvals.endedAt),
          gt(approvals.expiresAt, sql`now()`),
        ),
      );
    if (waiting) return toApproval(waiting, actor);
    const [row] = await tx
      .insert(approvals)
      .values({
        id: createId('apr'),
        accountId,
        username,
        reason: reason || null,
        ticket: ticket || null,
        askedById: actor.id,
        askedByEmail: actor.email,
        expiresAt: sql`now() + make_interval(hours => ${PENDING_HOURS})`,
      })
      .returning();
    if (!row) throw new Error('no approval inserted');
    const details = { approvalId: row.id };
    await recordEvent(
      actor,
      { ...about, action: 'approval.asked', outcome: 'success', details },
      tx,
    );
    await mailDeciders(
      tx,
      actor,
      (person) => maySeeAccount(person, accountId) && maySeeCustomer(person, customer?.id ?? null),
      {
        by: actor.email,
        what: `Sign in as ${username}`,
        reason: row.reason,
      },
    );
    return toApproval(row, actor);
  });
}
