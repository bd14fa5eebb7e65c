'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import { Checkbox } from '@/components/ui/checkbox';
import { Panel } from '@/components/ui/panel';
import { SaveForm } from '@/components/ui/save-form';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { Role } from '@/lib/contract/staff';
import type { SensitiveWork, StaffPolicy } from '@/lib/contract/staff-policy';
import { MOST_SESSION_HOURS, SESSION_HOURS, SESSION_IDLE_MINUTES } from '@/lib/shared/wire';
import { LimitField, useLimit } from './limit-field';
import { SecondFactorRoles } from './second-factor-roles';
import { staffPolicyQuery, useChangeStaffPolicy } from './queries';

/** The policy for actions of staff that could do a lot of damage at once. */
export function StaffPolicyPanel() {
  const query = useQuery(staffPolicyQuery());
  return (
    <Panel
      title="Team policy"
      description="Second factors, when team members confirm their password again, and how much they can export. Changes apply immediately."
    >
      <WaitingChanges of="staff-policy" className="mb-4" />
      {query.data ? (
        <StaffPolicyForm policy={query.data} />
      ) : query.error ? (
        <QueryError title="Couldn’t load the policy" query={query} />
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

const HOURS = [1, MOST_SESSION_HOURS] as const;
const IDLE_MINUTES = [5, 1_440] as const;
const EXPORTS = [1, 1_000] as const;
const AUDIT_MONTHS = [3, 120] as const;
const WAIT_HOURS = [1, 168] as const;
const GRACE_DAYS = [0, 90] as const;

const choices: readonly { work: SensitiveWork; label: string; help: string }[] = [
  {
    work: 'passwords',
    label: 'Storing, replacing, or deleting users’ passwords',
    help: 'One at a time, from a list, or while adding or signing in as a user.',
  },
  {
    work: 'exports',
    label: 'Exports',
    help: 'Of users, invitation results, and the audit log.',
  },
  {
    work: 'access',
    label: 'Changes to the team, roles, and policies',
    help: 'Always required with any of the others. Otherwise, a stolen session could turn them off.',
  },
];

/** Which actions require password confirmation, and how many exports a person can run. */
export function StaffPolicyForm({ policy }: { policy: StaffPolicy }) {
  const { mutate, isPending, error } = useChangeStaffPolicy();
  const [selected, setSelected] = useState<readonly SensitiveWork[]>(policy.stepUpBefore);
  const limit = useLimit('exports-per-hour', policy.exportsPerHour, EXPORTS);
  const [factorRoles, setFactorRoles] = useState<readonly Role[]>(policy.secondFactorFor);
  const grace = useLimit('second-factor-grace', policy.secondFactorGraceDays, GRACE_DAYS);
  const hours = useLimit('session-hours', policy.sessionHours, HOURS);
  const idle = useLimit('session-idle', policy.sessionIdleMinutes, IDLE_MINUTES);
  const months = useLimit('audit-months', policy.auditMonths, AUDIT_MONTHS);
  const [isTwoPerson, setIsTwoPerson] = useState(policy.twoPersonSettings);
  const waits = useLimit('two-person-hours', policy.twoPersonHours, WAIT_HOURS);
  const isAccessImplied = selected.some((work) => work !== 'access');
  const graceFault = grace.field.error ?? error?.errorAt('secondFactorGraceDays');
  const fault = limit.field.error ?? error?.errorAt('exportsPerHour');

  const save = () => {
    const exportsPerHour = limit.read();
    const graceDays = grace.read();
    const sessionHours = hours.read();
    const sessionIdleMinutes = idle.read();
    if (exportsPerHour === undefined || graceDays === undefined) return;
    const auditMonths = months.read();
    if (auditMonths === undefined) return;
    if (sessionHours === undefined || sessionIdleMinutes === undefined) return;
    const twoPersonHours = waits.read();
    if (twoPersonHours === undefined) return;
    mutate(
      // What wasn't changed here isn't sent: a colleague may have changed it meanwhile.
      {
        ...(!isSame(selected, policy.stepUpBefore) && { stepUpBefore: [...selected] }),
        ...(!isSame(factorRoles, policy.secondFactorFor) && { secondFactorFor: [...factorRoles] }),
        ...((graceDays ?? 0) !== policy.secondFactorGraceDays && {
          secondFactorGraceDays: graceDays ?? 0,
        }),
        ...(exportsPerHour !== policy.exportsPerHour && { exportsPerHour }),
        ...changed({ auditMonths }, policy),
        ...changed({ twoPersonSettings: isTwoPerson }, policy),
        ...changed({ twoPersonHours: twoPersonHours ?? 24 }, policy),
        ...changed({ sessionHours: sessionHours ?? SESSION_HOURS }, policy),
        ...changed({ sessionIdleMinutes: sessionIdleMinutes ?? SESSION_IDLE_MINUTES }, policy),
      },
      {
        onSuccess: (saved) => {
          setSelected(saved.stepUpBefore);
          setFactorRoles(saved.secondFactorFor);
          grace.show(saved.secondFactorGraceDays);
          limit.show(saved.exportsPerHour);
          months.show(saved.auditMonths);
          hours.show(saved.sessionHours);
          idle.show(saved.sessionIdleMinutes);
          setIsTwoPerson(saved.twoPersonSettings);
          waits.show(saved.twoPersonHours);
          toast.success('Team policy saved');
        },
      },
    );
  };
  return (
    <SaveForm
      what="the policy"
      label="Save team policy"
      onSave={save}
      isPending={isPending}
      error={fault || graceFault ? null : error}
    >
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 text-13 font-medium">Require password confirmation for</legend>
        {choices.map(({ work, label, help }) => (
          <Checkbox
            key={work}
            label={label}
            help={help}
            checked={selected.includes(work) || (work === 'access' && isAccessImplied)}
            disabled={work === 'access' && isAccessImplied}
            onChange={({ target }) =>
              setSelected(
                target.checked ? [...selected, work] : selected.filter((one) => one !== work),
              )
            }
          />
        ))}
        <p className="text-12 text-muted">
          A confirmation lasts 10 minutes. For signing in as a user, see the sign-in policy of each
          account.
        </p>
      </fieldset>
      <Checkbox
        label="Require a second person for changes to settings"
        help="Policies, roles, what people may do, and accounts change only once someone else approves it. Once this is on, turning it off needs a second person, too. Disabling someone never waits."
        checked={isTwoPerson}
        onChange={({ target }) => setIsTwoPerson(target.checked)}
      />
      {isTwoPerson && (
        <LimitField
          {...waits.field}
          label="Hours a change waits"
          help="After that, it has to be asked for again. Leave empty for 24."
          error={waits.field.error ?? error?.errorAt('twoPersonHours')}
        />
      )}
      <SecondFactorRoles selected={factorRoles} onChange={setFactorRoles} />
      <LimitField
        {...grace.field}
        label="Grace period in days"
        help="How long someone has to add a second factor once their role requires it. Leave empty for none."
        error={graceFault}
      />
      <LimitField
        {...hours.field}
        label="Hours until everyone signs in again"
        help={`However much a session is used. Leave empty for ${SESSION_HOURS}.`}
        error={hours.field.error ?? error?.errorAt('sessionHours')}
      />
      <LimitField
        {...idle.field}
        label="Minutes until an unused session ends"
        help={`Leave empty for ${SESSION_IDLE_MINUTES}.`}
        error={idle.field.error ?? error?.errorAt('sessionIdleMinutes')}
      />
      <LimitField
        {...limit.field}
        label="Exports per person per hour"
        help="Anyone who reaches the limit has to wait, and administrators see it in the overview. Leave empty for no limit."
        error={fault}
      />
      <LimitField
        {...months.field}
        label="Months to keep audit events"
        help="At least 3. Older events are removed, and a sealed summary takes their place. A shorter time takes effect after a day. Leave empty to keep all."
        error={months.field.error ?? error?.errorAt('auditMonths')}
      />
    </SaveForm>
  );
}

/** What differs from the policy. */
function changed(change: Partial<StaffPolicy>, policy: StaffPolicy): Partial<StaffPolicy> {
  const isChanged = ([name, value]: [string, unknown]) =>
    policy[name as keyof StaffPolicy] !== value;
  return Object.fromEntries(Object.entries(change).filter(isChanged));
}

function isSame<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((work) => others.includes(work));
}
