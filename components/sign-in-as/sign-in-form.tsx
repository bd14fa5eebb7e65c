'use client';

import { PasswordInput } from '@/components/ui/password-input';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { ApprovalState } from './approval-state';
import { isPasswordUsable } from './sign-in-as-button';
import { type SignInSteps, recentTickets } from './use-sign-in';

type SignInFormProps = {
  user: CustomerUser;
  policy: AccountPolicy;
  canStore: boolean;
  steps: SignInSteps;
};

/** Posts into a new tab. Fields that aren't for that request have no name, so they aren't posted. */
export function SignInForm({ user, policy, canStore, steps }: SignInFormProps) {
  const {
    formId,
    form,
    attemptField,
    phase,
    approval,
    ask,
    details,
    isConsentEnough,
    isConfirmed,
  } = steps;
  const areDetailsNeeded = phase === 'ask' || (phase === 'open' && !isConsentEnough);
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
      {/* No default value: React would restore it before the browser posts the form. */}
      <input type="hidden" name="attempt" ref={attemptField} />
      {policy.approval !== 'none' && <ApprovalState approval={approval} />}
      {areDetailsNeeded && <SignInDetails policy={policy} steps={steps} />}
      {phase === 'open' && isConsentEnough && (
        <>
          {details.reason && <input type="hidden" name="reason" value={details.reason} />}
          {details.ticket && <input type="hidden" name="ticket" value={details.ticket} />}
        </>
      )}
      {phase === 'open' && !isPasswordUsable(user) && (
        <UserPassword user={user} canStore={canStore} steps={steps} />
      )}
      {steps.isOwnShown && <OwnPassword steps={steps} />}
      {isConfirmed && (
        <Notice tone="good" isLive>
          Password confirmed. Open the session in a new tab.
        </Notice>
      )}
      {ask.error && !steps.faults.reason && !steps.faults.ticket && (
        <Notice tone="bad" title="Approval wasn’t requested" isLive>
          {ask.error.detail}
        </Notice>
      )}
    </form>
  );
}

/** The reason and the ticket, if the policy requires them. */
function SignInDetails({ policy, steps }: { policy: AccountPolicy; steps: SignInSteps }) {
  const { formId, details, faults, type, isReasonShown, isTicketShown } = steps;
  const { reasonRequired, reasonMinLength, reasons, ticketPattern } = policy;
  const listId = `${formId}-tickets`;
  return (
    <>
      {isReasonShown && (
        <Field
          id={`${formId}-reason`}
          label="Reason"
          isRequired={reasonRequired}
          isOptional={!reasonRequired}
          error={faults.reason}
          help={reasonRequired && !faults.reason && `At least ${reasonMinLength} characters.`}
        >
          {(control) => (
            <span className="flex flex-wrap gap-2">
              <Input
                {...control}
                name="reason"
                value={details.reason}
                maxLength={1_000}
                autoComplete="off"
                className="min-w-48 flex-1"
                onChange={(event) => type({ reason: event.target.value })}
              />
              {reasons.length > 0 && (
                <PresetReasons
                  reasons={reasons}
                  reason={details.reason}
                  onReason={(reason) => type({ reason })}
                />
              )}
            </span>
          )}
        </Field>
      )}
      {isTicketShown && (
        <Field
          id={`${formId}-ticket`}
          label="Ticket"
          isRequired={ticketPattern !== null}
          isOptional={ticketPattern === null}
          error={faults.ticket}
          help={
            ticketPattern !== null && !faults.ticket && <TicketFormat pattern={ticketPattern} />
          }
        >
          {(control) => (
            <>
              <Input
                {...control}
                name="ticket"
                value={details.ticket}
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

type PresetReasonsProps = {
  reasons: readonly string[];
  /** As typed or chosen. */
  reason: string;
  onReason: (reason: string) => void;
};

/** Fills in a common reason. It has no name, so it isn't posted itself. */
function PresetReasons({ reasons, reason, onReason }: PresetReasonsProps) {
  return (
    <Select
      aria-label="Preset reasons"
      value={reasons.includes(reason) ? reason : ''}
      className="w-36"
      onChange={({ target }) => target.value && onReason(target.value)}
    >
      <option value="">Presets</option>
      {reasons.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </Select>
  );
}

const signs = { '#': 'a digit', '?': 'a letter or digit', '*': 'one or more characters' };

/** The format, and what its placeholders stand for. */
function TicketFormat({ pattern }: { pattern: string }) {
  const used = Object.entries(signs).filter(([sign]) => pattern.includes(sign));
  return (
    <>
      Format: <code className="font-mono">{pattern}</code>
      {used.length > 0 &&
        `, where ${used.map(([sign, meaning]) => `${sign} is ${meaning}`).join(', ')}`}
      .
    </>
  );
}

type UserPasswordProps = { user: CustomerUser; canStore: boolean; steps: SignInSteps };

/** Shown if no usable password is stored. */
function UserPassword({ user, canStore, steps }: UserPasswordProps) {
  const isReplacing = user.hasStoredPassword;
  return (
    <>
      <Notice tone={isReplacing ? 'warn' : 'neutral'}>
        <WhyAsked user={user} />
      </Notice>
      <Field
        id={`${steps.formId}-password`}
        label="User’s RemotePC password"
        error={steps.faults.password}
        help="RemotePC may lock the account after several wrong passwords."
        isRequired
      >
        {(control) => <PasswordInput {...control} name="password" maxLength={1_000} />}
      </Field>
      {canStore && (
        <Checkbox
          name="storePassword"
          value="true"
          label={isReplacing ? 'Replace the stored password' : 'Store it for one-click sign-in'}
          help="Stored encrypted. No one can view it, only replace or delete it."
        />
      )}
    </>
  );
}

function WhyAsked({ user }: { user: CustomerUser }) {
  if (user.storedPassword === 'unreadable') {
    return <>The stored password is damaged and can’t be decrypted.</>;
  }
  if (user.storedPassword !== 'refused') return <>No password is stored for this user.</>;
  const refusedAt = user.passwordUse?.refusedAt;
  return (
    <>
      RemotePC rejected the stored password{' '}
      {refusedAt && <RelativeTime at={refusedAt} className="whitespace-normal" />}
      {refusedAt && '. '}Enter the user’s current password.
    </>
  );
}

/** The field has no name, so it isn't posted with the form. */
function OwnPassword({ steps: { formId, own, stepUp, faults } }: { steps: SignInSteps }) {
  return (
    <>
      <Field
        id={`${formId}-own`}
        label="Your password"
        error={faults.own}
        help="Your Reseller Desk password. You won’t be asked again for ten minutes."
        isRequired
      >
        {(control) => (
          <Input {...control} ref={own} type="password" autoComplete="current-password" />
        )}
      </Field>
      {stepUp.error && !faults.own && (
        <Notice tone="bad" title="Couldn’t check your password" isLive>
          {stepUp.error.detail}
        </Notice>
      )}
    </>
  );
}
