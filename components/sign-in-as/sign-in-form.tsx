'use client';

import { PasswordInput } from '@/components/passwords/password-input';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { ApprovalState } from './approval-state';
import { isPasswordUsable } from './sign-in-needs';
import { type SignInSteps, recentTickets } from './use-sign-in';

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

/** Why somebody signs in, and for which ticket, as far as the policy asks. */
function SignInWords({ policy, steps }: { policy: AccountPolicy; steps: SignInSteps }) {
  const { formId, said, faults, type, isAskingWhy } = steps;
  const { reasonRequired, reasonMinLength, ticketPattern } = policy;
  const listId = `${formId}-tickets`;
  return (
    <>
      {isAskingWhy && (
        <Field
          id={`${formId}-reason`}
          label="Reason"
          isRequired={reasonRequired}
          isOptional={!reasonRequired}
          error={faults.reason}
          help={reasonRequired && !faults.reason && `At least ${reasonMinLength} characters.`}
        >
          {(control) => (
            <Input
              {...control}
              name="reason"
              value={said.reason}
              maxLength={1_000}
              autoComplete="off"
              onChange={(event) => type({ reason: event.target.value })}
            />
          )}
        </Field>
      )}
      {ticketPattern !== null && (
        <Field
          id={`${formId}-ticket`}
          label="Ticket"
          isRequired
          error={faults.ticket}
          help={!faults.ticket && <TicketForm pattern={ticketPattern} />}
        >
          {(control) => (
            <>
              <Input
                {...control}
                name="ticket"
                value={said.ticket}
                maxLength={200}
                list={listId}
                autoComplete="off"
                className="font-mono"
                onChange={(event) => type({ ticket: event.target.value })}
              />
              <datalist id={listId}>
                {recentTickets().map((ticket) => (
                  <option key={ticket} value={ticket} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
    </>
  );
}

const signs = { '#': 'a digit', '?': 'a letter or digit', '*': 'several of them' };

/** The form, and what the signs in it stand for. */
function TicketForm({ pattern }: { pattern: string }) {
  const used = Object.entries(signs).filter(([sign]) => pattern.includes(sign));
  return (
    <>
      Of the form <code className="font-mono">{pattern}</code>
      {used.length > 0 && `: ${used.map(([sign, meaning]) => `${sign} is ${meaning}`).join(', ')}`}.
    </>
  );
}

type CustomerPasswordProps = { user: CustomerUser; canRemember: boolean; steps: SignInSteps };

/** Where none is stored, or the stored one is no good any more. */
function CustomerPassword({ user, canRemember, steps }: CustomerPasswordProps) {
  const isReplacing = user.hasStoredPassword;
  return (
    <>
      <Notice tone={isReplacing ? 'warn' : 'neutral'}>
        <WhyAsked user={user} />
      </Notice>
      <Field
        id={`${steps.formId}-password`}
        label="The customer’s RemotePC password"
        error={steps.faults.password}
        help="It is tried once. RemotePC may lock the account after wrong ones."
        isRequired
      >
        {(control) => <PasswordInput {...control} name="password" maxLength={1_000} />}
      </Field>
      {canRemember && (
        <Checkbox
          name="storePassword"
          value="true"
          label={
            isReplacing
              ? 'Remember it in place of the old one'
              : 'Remember it for one-click sign-in'
          }
          help="Kept encrypted. Nobody can read it back, only replace or forget it."
        />
      )}
    </>
  );
}

function WhyAsked({ user }: { user: CustomerUser }) {
  if (user.storedPassword === 'unreadable') {
    return <>The stored password is damaged and can’t be opened any more.</>;
  }
  if (user.storedPassword !== 'refused') return <>No password is stored for this customer.</>;
  const refusedAt = user.passwordUse?.refusedAt;
  return (
    <>
      RemotePC refused the stored password{' '}
      {refusedAt && <RelativeTime at={refusedAt} className="whitespace-normal" />}
      {refusedAt && '. '}It isn’t tried again: type the customer’s present one.
    </>
  );
}

/** Has no name, so it is not posted with the form. */
function OwnPassword({ steps: { formId, own, stepUp, faults } }: { steps: SignInSteps }) {
  return (
    <>
      <Field
        id={`${formId}-own`}
        label="Your own password"
        error={faults.own}
        help="The one you sign in to Reseller Desk with. It counts for ten minutes."
        isRequired
      >
        {(control) => (
          <Input {...control} ref={own} type="password" autoComplete="current-password" />
        )}
      </Field>
      {stepUp.error && !faults.own && (
        <Notice tone="bad" title="Your password was not checked" isLive>
          {stepUp.error.detail}
        </Notice>
      )}
    </>
  );
}
