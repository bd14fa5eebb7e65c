'use client';

import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { SensitiveWork, StaffPolicy } from '@/lib/contract/staff-policy';
import { LimitField, limitText, readLimit } from './limit-field';
import { staffPolicyQuery, useChangeStaffPolicy } from './queries';

/** What holds for staff in all that could do much harm at once. */
export function StaffPolicyPanel() {
  const { data, error, isFetching, refetch } = useQuery(staffPolicyQuery());
  return (
    <Panel
      title="Sensitive work"
      description="When staff have to type their own password again, and how many files one person may export. A change counts at once."
    >
      {data ? (
        <StaffPolicyForm policy={data} />
      ) : error ? (
        <ErrorState
          title="The rules can’t be shown"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      ) : (
        <div aria-busy="true" className="flex flex-col gap-4">
          <Skeleton className="w-56" />
          <Skeleton className="h-32" />
          <Skeleton className="h-8 w-32" />
        </div>
      )}
    </Panel>
  );
}

const FIELD_ID = 'exports-per-hour';
const EXPORTS = [1, 1_000] as const;

const choices: readonly { work: SensitiveWork; label: string; help: string }[] = [
  {
    work: 'passwords',
    label: 'Storing, replacing or forgetting customers’ passwords',
    help: 'One by one, from a file, or while adding or signing in to a customer.',
  },
  {
    work: 'exports',
    label: 'Exports',
    help: 'Files of users, of the results of invitations, of the activity.',
  },
  {
    work: 'access',
    label: 'Changes of staff, their roles and the rules',
    help: 'Always, where it is asked for before anything: else a stolen session could turn it off.',
  },
];

/** Before what staff give their own password again, and how many files they may take. */
export function StaffPolicyForm({ policy }: { policy: StaffPolicy }) {
  const save = useChangeStaffPolicy();
  const [chosen, setChosen] = useState<readonly SensitiveWork[]>(policy.stepUpBefore);
  const [text, setText] = useState(limitText(policy.exportsPerHour));
  const [ownFault, setOwnFault] = useState<string>();
  const isAccessImplied = chosen.some((work) => work !== 'access');
  const fault = ownFault ?? save.error?.errorAt('exportsPerHour');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const exportsPerHour = readLimit(text, EXPORTS);
    const isBad = exportsPerHour === undefined;
    setOwnFault(isBad ? 'Type a whole number from 1 to 1,000, or nothing.' : undefined);
    if (isBad) return document.getElementById(FIELD_ID)?.focus();
    if (save.isPending) return;
    save.mutate(
      // What wasn't touched isn't sent: a colleague may have changed it meanwhile.
      {
        ...(!isSame(chosen, policy.stepUpBefore) && { stepUpBefore: [...chosen] }),
        ...(exportsPerHour !== policy.exportsPerHour && { exportsPerHour }),
      },
      {
        onSuccess: (saved) => {
          setChosen(saved.stepUpBefore);
          setText(limitText(saved.exportsPerHour));
          toast.success('Saved: it counts at once');
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 text-13 font-medium">
          Ask staff for their own password again before
        </legend>
        {choices.map(({ work, label, help }) => (
          <Checkbox
            key={work}
            label={label}
            help={help}
            checked={chosen.includes(work) || (work === 'access' && isAccessImplied)}
            disabled={work === 'access' && isAccessImplied}
            onChange={({ target }) =>
              setChosen(target.checked ? [...chosen, work] : chosen.filter((one) => one !== work))
            }
          />
        ))}
        <p className="text-12 text-muted">
          It counts for ten minutes. Before sign-ins as a customer each account asks by its own
          rules, above.
        </p>
      </fieldset>
      <LimitField
        id={FIELD_ID}
        label="Most exports of one person in an hour"
        help="Whoever reaches it waits, and the overview tells administrators. Empty: no limit."
        error={fault}
        text={text}
        onType={(typed) => {
          setText(typed);
          setOwnFault(undefined);
        }}
      />
      {save.error && !fault && (
        <Notice tone="bad" title="The rules were not saved" isLive>
          {save.error.detail}
        </Notice>
      )}
      <div>
        <Button type="submit" isPending={save.isPending}>
          Save rules for staff
        </Button>
      </div>
    </form>
  );
}

function isSame(some: readonly SensitiveWork[], others: readonly SensitiveWork[]): boolean {
  return some.length === others.length && some.every((work) => others.includes(work));
}
