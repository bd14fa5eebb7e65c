'use client';

import { Notice } from '@/components/ui/notice';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { ApprovalState } from './approval-state';
import { isPasswordUsable } from './sign-in-needs';
import { CustomerPassword, OwnPassword } from './sign-in-passwords';
import { SignInWords } from './sign-in-words';
import type { SignInSteps } from './use-sign-in';

type SignInFormProps = {
  user: CustomerUser;
  policy: AccountPolicy;
  canRemember: boolean;
  steps: SignInSteps;
};

/** Posts into a new tab; whatever isn't for the customer's account has no name and stays here. */
export function SignInForm({ user, policy, canRemember, steps }: SignInFormProps) {
  const { formId, form, attemptField, phase, approval, ask, said, isConsentEnough, isConfirmed } =
    steps;
  const isAskingWords = phase === 'ask' || (phase === 'open' && !isConsentEnough);
  return (
    <form
      id={formId}
      ref={form}
      method="post"
      action="/api/auto-login"
      target="_blank"
      rel="noopener noreferrer"
      noValidate
      onSubmit={steps.onSubmit}
      className="flex flex-col gap-4"
    >
      <input type="hidden" name="username" value={user.username} />
      <input type="hidden" name="account" value={user.accountId} />
      {/* Without a default value, which React would put back before the browser posts the form. */}
      <input type="hidden" name="attempt" ref={attemptField} />
      {policy.approval !== 'none' && <ApprovalState approval={approval} />}
      {isAskingWords && <SignInWords policy={policy} steps={steps} />}
      {phase === 'open' && isConsentEnough && (
        <>
          {said.reason && <input type="hidden" name="reason" value={said.reason} />}
          {said.ticket && <input type="hidden" name="ticket" value={said.ticket} />}
        </>
      )}
      {phase === 'open' && !isPasswordUsable(user) && (
        <CustomerPassword user={user} canRemember={canRemember} steps={steps} />
      )}
      {steps.isOwnShown && <OwnPassword steps={steps} />}
      {isConfirmed && (
        <Notice tone="good" isLive>
          Confirmed. Open the account in a new tab.
        </Notice>
      )}
      {ask.error && !steps.faults.reason && !steps.faults.ticket && (
        <Notice tone="bad" title="Approval was not asked for" isLive>
          {ask.error.detail}
        </Notice>
      )}
    </form>
  );
}
