'use client';

import { useId, useState, type ReactNode } from 'react';
import { useSavePolicy } from '@/components/settings/queries';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field, type FieldControl } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/inputs';
import { SaveForm } from '@/components/ui/save-form';
import { toast } from '@/components/ui/toast';
import type { AccountPolicy } from '@/lib/contract/policy';
import {
  faultsAt,
  readSignInPolicy,
  signInPolicyOf,
  type SignInFaults,
  type SignInPolicy,
} from './sign-in-policy';

type SignInPolicyFormProps = { accountId: string; policy: AccountPolicy };

/** What team members need before they can sign in as a user of the account. */
export function SignInPolicyForm({ accountId, policy }: SignInPolicyFormProps) {
  const formId = useId();
  const { mutate, reset, isPending, error } = useSavePolicy(accountId);
  const [typed, setTyped] = useState(() => signInPolicyOf(policy));
  const [faults, setFaults] = useState<SignInFaults>({});
  const [attempt, setAttempt] = useState(0);
  const found = Object.entries(faults);

  const saved = signInPolicyOf(policy);
  const discard = () => {
    setTyped(saved);
    setFaults({});
    reset();
  };
  const save = () => {
    setAttempt(attempt + 1);
    const read = readSignInPolicy(typed, policy);
    setFaults('faults' in read ? read.faults : {});
    if ('faults' in read) return reset();
    mutate(read.policy, {
      onSuccess: (saved) => {
        setTyped(signInPolicyOf(saved));
        toast.success('Sign-in policy saved');
      },
      onError: ({ errors }) => setFaults(faultsAt(errors, typed)),
      onWaiting: discard,
    });
  };
  return (
    <SaveForm
      what="the policy"
      label="Save policy"
      onSave={save}
      isPending={isPending}
      error={found.length > 0 ? null : error}
      changes={{ isChanged: !isSame(typed, saved), onDiscard: discard }}
    >
      <ErrorSummary
        attempt={attempt}
        errors={found.map(([field, message]) => ({ fieldId: `${formId}-${field}`, message }))}
        requestId={error?.requestId}
      />
      <SignInFields
        formId={formId}
        typed={typed}
        faults={faults}
        change={(part) => setTyped({ ...typed, ...part })}
      />
    </SaveForm>
  );
}

function isSame(one: SignInPolicy, other: SignInPolicy): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

type NumberField = 'reasonMinLength' | 'approvalMinutes' | 'approvalHours' | 'perHourLimit';

type SignInFieldsProps = {
  formId: string;
  typed: SignInPolicy;
  faults: SignInFaults;
  change: (part: Partial<SignInPolicy>) => void;
};

function SignInFields({ formId, typed, faults, change }: SignInFieldsProps) {
  const about = (field: keyof SignInPolicy) => ({
    id: `${formId}-${field}`,
    error: faults[field],
  });
  const number = (field: NumberField) =>
    function NumberInput(control: FieldControl) {
      return (
        <Input
          {...control}
          value={typed[field]}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular-nums"
          onChange={(event) => change({ [field]: event.target.value })}
        />
      );
    };
  return (
    <>
      <ReasonFields {...{ about, number, typed, change }} />
      <Field
        {...about('ticketPattern')}
        label="Ticket format"
        isOptional
        help="Requires a ticket number in this format: # is a digit, ? is a letter or digit, * is one or more of either. HD-#### matches HD-1234. Leave empty if no ticket is needed."
      >
        {(control) => (
          <Input
            {...control}
            value={typed.ticketPattern}
            autoComplete="off"
            placeholder="HD-####"
            className="max-w-60 font-mono"
            onChange={(event) => change({ ticketPattern: event.target.value })}
          />
        )}
      </Field>
      <Checkbox
        label="Require password confirmation"
        help="Team members confirm their password before they sign in as a user or approve a request. A confirmation lasts 10 minutes."
        checked={typed.stepUp}
        onChange={(event) => change({ stepUp: event.target.checked })}
      />
      <Checkbox
        label="Require approval"
        help="A second person, a manager or administrator, approves each sign-in. No one can approve their own request."
        checked={typed.approval}
        onChange={(event) => change({ approval: event.target.checked })}
      />
      {typed.approval && (
        <SubField>
          <Field {...about('approvalMinutes')} label="Minutes until an approval expires">
            {number('approvalMinutes')}
          </Field>
          <Field
            {...about('approvalHours')}
            label="Maximum hours an approver can grant"
            isOptional
            help="Within them, any number of sign-ins as the user. The approver chooses. Leave empty if each approval is for one sign-in."
          >
            {number('approvalHours')}
          </Field>
        </SubField>
      )}
      <Field
        {...about('perHourLimit')}
        label="Sign-ins per person per hour"
        isOptional
        help="Anyone who reaches the limit has to wait, and administrators see it in the overview. Leave empty for no limit."
      >
        {number('perHourLimit')}
      </Field>
      <Field
        {...about('blockedCustomers')}
        label="Blocked users"
        isOptional
        help="No one can sign in as these users. One per line: an email address (ann@hill.example) or a domain with its subdomains (hill.example)."
      >
        {(control) => (
          <Textarea
            {...control}
            value={typed.blockedCustomers}
            rows={3}
            spellCheck={false}
            className="font-mono"
            onChange={(event) => change({ blockedCustomers: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

type ReasonFieldsProps = Pick<SignInFieldsProps, 'typed' | 'change'> & {
  about: (field: keyof SignInPolicy) => { id: string; error: string | undefined };
  number: (field: NumberField) => (control: FieldControl) => ReactNode;
};

function ReasonFields({ about, number, typed, change }: ReasonFieldsProps) {
  return (
    <>
      <Checkbox
        label="Require a reason"
        help="Recorded in the audit log. Blanks and repeated characters don’t count."
        checked={typed.reasonRequired}
        onChange={(event) => change({ reasonRequired: event.target.checked })}
      />
      {typed.reasonRequired && (
        <SubField>
          <Field {...about('reasonMinLength')} label="Minimum length in characters">
            {number('reasonMinLength')}
          </Field>
        </SubField>
      )}
      {(typed.reasonRequired || typed.approval) && (
        <SubField>
          <Field
            {...about('reasons')}
            label="Preset reasons"
            isOptional
            help="Offered in a list, one per line. Team members can still write their own."
          >
            {(control) => (
              <Textarea
                {...control}
                value={typed.reasons}
                rows={3}
                onChange={(event) => change({ reasons: event.target.value })}
              />
            )}
          </Field>
        </SubField>
      )}
    </>
  );
}

/** Fields that belong to the checkbox above them. */
function SubField({ children }: { children: ReactNode }) {
  return <div className="-mt-2 flex flex-col gap-4 pl-6">{children}</div>;
}
