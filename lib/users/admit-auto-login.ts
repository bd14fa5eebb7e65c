import 'server-only';
import { sql } from 'drizzle-orm';
import type { Account } from '../accounts/account';
import { findPolicy } from '../accounts/find-policy';
import { ApiError } from '../api/api-error';
import { raiseAlarm, raiseAlarmFrom } from '../audit/raise-alarm';
import { recordEvent, type NewAuditEvent } from '../audit/record-event';
import { beforeSending } from '../audit/record-request';
import type { Actor } from '../auth/actor';
import { db, type Transaction } from '../db/client';
import { LIMIT_OF_SIGN_INS, MANY_SIGN_INS } from '../schemas/audit-actions';
import type { AutoLoginInput } from '../schemas/users';
import { inputDenial, personDenial } from './policy-denial';
import { reserveAttempt } from './sign-in-attempts';
import { requireClosedBreaker } from './sign-in-breaker';
import { spendApproval } from './spend-approval';

const MANY_SIGN_INS_AN_HOUR = 50;

export type Admission = {
  /** What every event of this sign-in says. */
  about: Pick<NewAuditEvent, 'target' | 'accountId' | 'reason' | 'ticket'>;
  approvalId: string | null;
};

/**
 * Whether this person may sign in to this customer now: asked before the vault or RemotePC hears of
 * it. The yes is the *requested* event, written together with what it uses up; a no is an event too.
 * @throws ApiError `customer_blocked`, `reason_required`, `ticket_required`, `step_up_required`,
 * `rate_limited`, `circuit_open`, `sign_in_held`, `approval_required`
 */
export async function admitAutoLogin(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<Admission> {
  const { username, reason, ticket } = input;
  const about = {
    target: username,
    accountId: account.id,
    ...(reason && { reason }),
    ...(ticket && { ticket }),
  };
  try {
    return await beforeSending(() =>
      db().transaction((tx) => admit(tx, actor, account, { input, about })),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const details = { code: error.code };
    await recordEvent(actor, { ...about, action: 'auto_login.denied', outcome: 'denied', details });
    if (error.code === 'rate_limited') {
      const alarm = {
        action: LIMIT_OF_SIGN_INS,
        outcome: 'denied',
        accountId: account.id,
      } as const;
      await raiseAlarm(actor, alarm);
    }
    throw error;
  }
}

async function admit(
  tx: Transaction,
  actor: Actor,
  account: Account,
  { input, about }: { input: AutoLoginInput; about: Admission['about'] },
): Promise<Admission> {
  // One after the other, so that two at once can't both be the last that the limit allows.
  const lock = `auto-login ${actor.id} ${account.id}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
  const policy = await findPolicy(account.id, tx);
  const denial =
    inputDenial(policy, input) ?? (await personDenial(tx, actor, account, policy)) ?? null;
  if (denial) throw denial;
  requireClosedBreaker(account.id);
  const customer = { accountId: account.id, username: input.username };
  await reserveAttempt(tx, customer);
  const approvalId = policy.approval === 'none' ? null : await spendApproval(tx, actor, customer);
  await recordEvent(
    actor,
    {
      ...about,
      action: 'auto_login.requested',
      outcome: 'success',
      details: {
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
  return { about, approvalId };
}
