import 'server-only';
import { sql } from 'drizzle-orm';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { AutoLoginInput } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { raiseAlarm, raiseAlarmFrom } from '@/lib/server/audit/limit-exports';
import { recordEvent, type NewAuditEvent, beforeSending } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import { findPolicy } from '@/lib/server/policies/find-policies';
import {
  createAttemptId,
  requireFirstClick,
  reserveAttempt,
  settleAttempt,
} from '@/lib/server/users/sign-in-attempts';
import { LIMIT_OF_SIGN_INS, MANY_SIGN_INS, type AuditAction } from '@/lib/shared/audit-actions';
import { requireNoHold } from './holds';
import { inputDenial, personDenial } from './policy-denial';
import {
  approvedWords,
  findApproval,
  noApproval,
  requireSameWords,
  spendApproval,
  type Words,
} from './spend-approval';

const MANY_SIGN_INS_AN_HOUR = 50;

export type Admission = {
  /** What every event of this sign-in has in common. */
  about: SignInFacts;
  approvalId: string | null;
  attemptId: string;
};

type SignInFacts = Pick<NewAuditEvent, 'target' | 'accountId' | 'reason' | 'ticket'> & {
  details: Record<string, unknown>;
};

/**
 * Whether this person may sign in as this user now: checked before the vault or RemotePC is called.
 * The yes is the *requested* event, written together with what it uses up; a no is an event too.
 * @throws DeskError `request_in_flight`, `customer_blocked`, `reason_required`, `ticket_required`,
 * `step_up_required`, `rate_limited`, `circuit_open`, `sign_in_held`, `approval_required`
 */
export async function admitAutoLogin(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<Admission> {
  const attemptId = createAttemptId();
  try {
    return await beforeSending(() =>
      db().transaction((tx) => admit(tx, actor, account, { input, attemptId })),
    );
  } catch (error) {
    if (error instanceof DeskError) await recordNotAdmitted(actor, account, { input, error });
    // If a commit's response was lost, the event may exist although nothing is sent.
    else await settleAttempt(attemptId, null).catch(() => undefined);
    throw error;
  }
}

type Recorded = [action: AuditAction, outcome: AuditOutcome];

const DENIED: Recorded = ['auto_login.denied', 'denied'];
/** Why a sign-in wasn't sent, each with its own action: a policy's denial differs from a wait. */
const notAdmitted: Partial<Record<ErrorCode, Recorded>> = {
  customer_blocked: DENIED,
  reason_required: DENIED,
  ticket_required: DENIED,
  approval_required: DENIED,
  rate_limited: DENIED,
  step_up_required: ['auto_login.step_up_required', 'unknown'],
  user_not_found: ['auto_login.not_found', 'failure'],
};
/** The vendor's lock-out, its block of our address, a list that can't be read. */
const HELD: Recorded = ['auto_login.held', 'failure'];

/** A second click is part of the first, which has its events. */
export async function recordNotAdmitted(
  actor: Actor,
  account: Account,
  { input, error }: { input: AutoLoginInput; error: DeskError },
): Promise<void> {
  if (error.code === 'request_in_flight') return;
  const about = factsOf(account, input, input);
  const [action, outcome] = notAdmitted[error.code] ?? HELD;
  const details = { ...about.details, code: error.code };
  await recordEvent(actor, { ...about, action, outcome, details });
  if (error.code !== 'rate_limited') return;
  const alarm = { action: LIMIT_OF_SIGN_INS, outcome: 'denied', accountId: account.id } as const;
  await raiseAlarm(actor, alarm);
}

async function admit(
  tx: Transaction,
  actor: Actor,
  account: Account,
  { input, attemptId }: { input: AutoLoginInput; attemptId: string },
): Promise<Admission> {
  // One at a time, so that two can't both be the last one within the limit.
  const lock = `auto-login ${actor.id} ${account.id}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
  const customer = { accountId: account.id, username: input.username };
  await requireFirstClick(tx, actor.id, customer);
  const { words, approvalId } = await requireAllowed(tx, actor, account, input);
  await requireNoHold(tx, customer, actor);
  await reserveAttempt(tx, attemptId, actor.id, customer);
  if (approvalId !== null) await spendApproval(tx, approvalId, attemptId);
  const about = factsOf(account, input, words);
  await recordEvent(
    actor,
    {
      ...about,
      action: 'auto_login.requested',
      outcome: 'unknown',
      details: {
        ...about.details,
        passwordFrom: input.password === undefined ? 'vault' : 'form',
        ...(approvalId && { approvalId }),
      },
    },
    tx,
  );
  await raiseAlarmFrom(
    MANY_SIGN_INS_AN_HOUR,
    { actor, actions: ['auto_login.requested'], alarm: MANY_SIGN_INS },
    tx,
  );
  return { about, approvalId, attemptId };
}

/** The policy's verdict on this sign-in by this person; uses nothing up. */
async function requireAllowed(
  tx: Transaction,
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<{ words: Words; approvalId: string | null }> {
  const { username } = input;
  const customer = { accountId: account.id, username };
  const policy = await findPolicy(account.id, tx);
  const needsApproval = policy.approval !== 'none';
  const approval = needsApproval ? await findApproval(tx, actor, { customer, said: input }) : null;
  const words = approval ? approvedWords(approval, input) : input;
  const denial =
    inputDenial(policy, { ...words, username }) ?? (await personDenial(tx, actor, account, policy));
  if (denial) throw denial;
  if (!needsApproval) return { words, approvalId: null };
  if (!approval) throw await noApproval(tx, actor, customer);
  requireSameWords(approval, input, policy);
  return { words, approvalId: approval.id };
}

/**
 * The same before RemotePC is asked whether it has this user: what the policy refuses anyway costs
 * no call.
 * @throws DeskError like `admitAutoLogin`
 */
export async function refuseEarly(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<void> {
  await beforeSending(() => db().transaction((tx) => requireAllowed(tx, actor, account, input)));
}

function factsOf(
  account: Account,
  { username, attempt }: AutoLoginInput,
  { reason, ticket }: Words,
): SignInFacts {
  return {
    target: username,
    accountId: account.id,
    ...(reason && { reason }),
    ...(ticket && { ticket }),
    details: attempt === undefined ? {} : { attempt },
  };
}
