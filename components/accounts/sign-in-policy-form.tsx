'use client';

import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useSavePolicy } from '@/components/settings/queries';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field, type FieldControl } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { AccountPolicy } from '@/lib/contract/policy';
import { faultsAt, readRules, rulesOf, type RuleFaults, type SignInRules } from './sign-in-rules';

type SignInPolicyFormProps = { accountId: string; policy: AccountPolicy };

/** What is asked for before a member of staff gets into a customer's account. */
export function SignInPolicyForm({ accountId, policy }: SignInPolicyFormProps) {
  const formId = useId();
  const save = useSavePolicy(accountId);
  const [rules, setRules] = useState(() => rulesOf(policy));
  const [faults, setFaults] = useState<RuleFaults>({});
  const [attempt, setAttempt] = useState(0);
  const change = (part: Partial<SignInRules>) => setRules({ ...rules, ...part });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    setAttempt(attempt + 1);
    const read = readRules(rules, policy);
    setFaults('faults' in read ? read.faults : {});
    if ('faults' in read) return save.reset();
    save.mutate(read.policy, {
      onSuccess: (saved) => {
        setRules(rulesOf(saved));
        toast.success('Saved: it counts from the next sign-in');
      },
      onError: (error) => setFaults(faultsAt(error.errors, rules)),
    });
  };
  const found = Object.entries(faults);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ErrorSummary
        attempt={attempt}
        errors={found.map(([field, message]) => ({ fieldId: `${formId}-${field}`, message }))}
        requestId={save.error?.requestId}
      />
      {save.error && found.length === 0 && (
        <Notice
          tone="bad"
          title={
            save.error.isRefusal
              ? 'The policy was not saved'
              : 'It isn’t known whether the policy was saved'
          }
          isLive
        >
          {save.error.detail}
        </Notice>
      )}
      <Rules formId={formId} rules={rules} faults={faults} change={change} />
      <div>
        <Button type="submit" isPending={save.isPending}>
          Save rules
        </Button>
      </div>
    </form>
  );
}

type RulesProps = {
  formId: string;
  rules: SignInRules;
  faults: RuleFaults;
  change: (part: Partial<SignInRules>) => void;
};

function Rules({ formId, rules, faults, change }: RulesProps) {
  const about = (field: keyof SignInRules) => ({
    id: `${formId}-${field}`,
    error: faults[field],
  });
  const number = (field: 'reasonMinLength' | 'approvalMinutes' | 'perHourLimit') =>
    function NumberInput(control: FieldControl) {
      return (
        <Input
          {...control}
          value={rules[field]}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular-nums"
          onChange={(event) => change({ [field]: event.target.value })}
        />
      );
    };
  return (
    <>
      <Checkbox
        label="Ask for a reason"
        help="It stands in the activity with the sign-in. Blanks or one repeated character don’t count."
        checked={rules.reasonRequired}
        onChange={(event) => change({ reasonRequired: event.target.checked })}
      />
      {rules.reasonRequired && (
        <Part>
          <Field {...about('reasonMinLength')} label="Characters of a reason, at least">
            {number('reasonMinLength')}
          </Field>
        </Part>
      )}
      <Field
        {...about('ticketPattern')}
        label="Form of a ticket"
        isOptional
        help="Asks for a ticket of this form: # is a digit, ? a letter or digit, * several of them. HD-#### takes HD-1234. Empty: no ticket is asked for."
      >
        {(control) => (
          <Input
            {...control}
            value={rules.ticketPattern}
            autoComplete="off"
            placeholder="HD-####"
            className="max-w-60 font-mono"
            onChange={(event) => change({ ticketPattern: event.target.value })}
          />
        )}
      </Field>
      <Checkbox
        label="Ask staff for their own password again"
        help="At most ten minutes before each sign-in, and before approving one: a screen left open is not enough."
        checked={rules.stepUp}
        onChange={(event) => change({ stepUp: event.target.checked })}
      />
      <Checkbox
        label="A second person has to approve"
        help="Managers and administrators approve, each request for one sign-in. Nobody approves their own."
        checked={rules.approval}
        onChange={(event) => change({ approval: event.target.checked })}
      />
      {rules.approval && (
        <Part>
          <Field {...about('approvalMinutes')} label="Minutes an approval can be used">
            {number('approvalMinutes')}
          </Field>
        </Part>
      )}
      <Field
        {...about('perHourLimit')}
        label="Most sign-ins of one person in an hour"
        isOptional
        help="Whoever reaches it waits, and the overview tells administrators. Empty: no limit."
      >
        {number('perHourLimit')}
      </Field>
      <Field
        {...about('blockedCustomers')}
        label="Customers that nobody may enter"
        isOptional
        help="One a line: an address (ann@hill.example), or a domain with all beneath it (hill.example)."
      >
        {(control) => (
          <Textarea
            {...control}
            value={rules.blockedCustomers}
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

/** What belongs to the rule above. */
function Part({ children }: { children: ReactNode }) {
  return <div className="-mt-2 pl-6">{children}</div>;
}
