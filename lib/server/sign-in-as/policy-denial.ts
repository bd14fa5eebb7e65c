import 'server-only';
import { sql } from 'drizzle-orm';
import { STEP_UP_MINUTES, type AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer, reasonFault, ticketFault } from '@/lib/contract/policy-rules';
import type { Actor } from '@/lib/server/actor';
import { secondsOverLimit } from '@/lib/server/audit/limit-exports';
import { isSteppedUp, noStepUpByToken } from '@/lib/server/auth/require-permission';
import type { Transaction } from '@/lib/server/db/client';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import { formatCount, formatMinutes } from '@/lib/shared/format';

type Asked = { username: string; reason?: string; ticket?: string };

/** Why the policy denies an input, whoever sent it; null: it doesn't. */
export function inputDenial(policy: AccountPolicy, asked: Asked): DeskError | null {
  if (isBlockedCustomer(policy, asked.username)) {
    return new DeskError('customer_blocked', {
      detail:
        'This account’s policy blocks sign-in as this user. An administrator can change that in Settings.',
    });
  }
  const faults: [ErrorCode, string, string | null][] = [
    ['reason_required', 'reason', reasonFault(policy, asked.reason)],
    ['ticket_required', 'ticket', ticketFault(policy, asked.ticket)],
  ];
  for (const [code, path, message] of faults) {
    if (message === null) continue;
    return new DeskError(code, { detail: message, errors: [{ path, code, message }] });
  }
  return null;
}

/** Why the policy denies this person signing in now; null: it doesn't. */
export async function personDenial(
  tx: Transaction,
  actor: Actor,
  account: { id: string },
  policy: AccountPolicy,
): Promise<DeskError | null> {
  if (policy.stepUp !== 'none' && !(await isSteppedUp(actor.sessionId, tx))) {
    if (actor.token) return noStepUpByToken();
    return new DeskError('step_up_required', {
      detail: `This account’s policy requires a password confirmation from the last ${STEP_UP_MINUTES} minutes. Confirm your password in Reseller Desk, then sign in again.`,
    });
  }
  const { perHourLimit: limit } = policy;
  const waitSeconds = await secondsOverLimit(tx, {
    actorId: actor.id,
    accountId: account.id,
    actions: ['auto_login.requested'],
    // RemotePC or we ourselves let no one in; a wrong password still counts, or passwords could be
    // tried out.
    takenBack: sql`action = 'auto_login.failed'
      and coalesce(details ->> 'cause', 'none') not in ('password', 'unknown')`,
    limit,
  });
  if (limit === null || waitSeconds === null) return null;
  return new DeskError('rate_limited', {
    detail: `You’ve signed in as users ${formatCount(limit, 'time')} in the last hour, which is the limit of this account’s policy. Try again in ${formatMinutes(waitSeconds)}.`,
    retryAfterSeconds: waitSeconds,
  });
}
