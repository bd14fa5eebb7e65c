'use client';

import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
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

/** The policy for the team: what is confirmed, who needs what, and the limits. */
export function StaffPolicyPanels() {
  const query = useQuery(staffPolicyQuery());
  return (
    <section aria-label="Team policy" className="flex flex-col gap-4">
      <WaitingChanges of="staff-policy" />
      {query.data ? (
        <StaffPolicyForm policy={query.data} />
      ) : query.error ? (
        <QueryError title="Couldn’t load the policy" query={query} />
      ) : (
        <div aria-busy="true" className="flex flex-col gap-4">
          <Skeleton className="h-56" />
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
        </div>
      )}
    </section>
  );
}

type Limit = {
  id: string;
  range: readonly [least: number, most: number];
  /** What an empty field means. */
  empty: number | null;
  label: string;
  help: string;
};

const limits = {
  twoPersonHours: {
    ...{ id: 'two-person-hours', range: [1, 168], empty: 24 },
    label: 'Hours until a change expires',
    help: 'If no one decides by then, it has to be requested again. Leave empty for 24.',
  },
  secondFactorGraceDays: {
    ...{ id: 'second-factor-grace', range: [0, 90], empty: 0 },
    label: 'Grace period in days',
    help: 'How long someone has to add a second factor once their role requires one. Enter 0 for none.',
  },
  sessionHours: {
    ...{ id: 'session-hours', range: [1, MOST_SESSION_HOURS], empty: SESSION_HOURS },
    label: 'Hours until everyone signs in again',
    help: `Even if they’re active. Leave empty for ${SESSION_HOURS}.`,
  },
  sessionIdleMinutes: {
    ...{ id: 'session-idle', range: [5, 1_440], empty: SESSION_IDLE_MINUTES },
    label: 'Minutes until an unused session ends',
    help: `Leave empty for ${SESSION_IDLE_MINUTES}.`,
  },
  exportsPerHour: {
    ...{ id: 'exports-per-hour', range: [1, 1_000], empty: null },
    label: 'Exports per person per hour',
    help: 'Anyone who reaches the limit has to wait, and administrators see it in the overview. Leave empty for no limit.',
  },
  auditMonths: {
    ...{ id: 'audit-months', range: [3, 120], empty: null },
    label: 'Months to keep audit events',
    help: 'At least 3. Older events are removed and replaced by a sealed summary. A shorter time takes effect after a day. Leave empty to keep everything.',
  },
} as const satisfies Partial<Record<keyof StaffPolicy, Limit>>;

type LimitName = keyof typeof limits;
const limitNames = Object.keys(limits) as LimitName[];

const choices: readonly { work: SensitiveWork; label: string; help: string }[] = [
  {
    work: 'passwords',
    label: 'Storing, replacing, or deleting users’ passwords',
    help: 'One at a time, from a list, or while adding or signing in as a user.',
  },
  {
    work: 'exports',
    label: 'Exports',
    help: 'Of users, customers, devices, statements, invitation results, and the audit log.',
  },
  {
    work: 'access',
    label: 'Changes to the team, roles, and policies',
    help: 'Always required with any of the others. Otherwise, a stolen session could turn them off.',
  },
];

/** What is typed into the fields of the limits. */
function useLimits(policy: StaffPolicy) {
  const of = (name: LimitName) => [limits[name].id, policy[name], limits[name].range] as const;
  const typed = {
    twoPersonHours: useLimit(...of('twoPersonHours')),
    secondFactorGraceDays: useLimit(...of('secondFactorGraceDays')),
    sessionHours: useLimit(...of('sessionHours')),
    sessionIdleMinutes: useLimit(...of('sessionIdleMinutes')),
    exportsPerHour: useLimit(...of('exportsPerHour')),
    auditMonths: useLimit(...of('auditMonths')),
  } satisfies Record<LimitName, unknown>;
  return {
    typed,
    /** Of the fields that are shown. Null if one isn't valid: it then shows why. */
    read: (shown: readonly LimitName[]): Partial<StaffPolicy> | null => {
      const values: Partial<Record<LimitName, number | null>> = {};
      for (const name of shown) {
        const value = typed[name].read();
        if (value === undefined) return null;
        values[name] = value ?? limits[name].empty;
      }
      return values as Partial<StaffPolicy>;
    },
    show: (saved: StaffPolicy) => limitNames.forEach((name) => typed[name].show(saved[name])),
  };
}

/** What team members confirm, what waits for a second person, and the limits. */
export function StaffPolicyForm({ policy }: { policy: StaffPolicy }) {
  const { mutate, reset, isPending, error } = useChangeStaffPolicy();
  const [selected, setSelected] = useState<readonly SensitiveWork[]>(policy.stepUpBefore);
  const [factorRoles, setFactorRoles] = useState<readonly Role[]>(policy.secondFactorFor);
  const [isTwoPerson, setIsTwoPerson] = useState(policy.twoPersonSettings);
  const { typed, read, show } = useLimits(policy);

  const showAll = (saved: StaffPolicy) => {
    setSelected(saved.stepUpBefore);
    setFactorRoles(saved.secondFactorFor);
    setIsTwoPerson(saved.twoPersonSettings);
    show(saved);
  };
  const discard = () => {
    showAll(policy);
    reset();
  };
  // What wasn't changed here isn't sent: a colleague may have changed it meanwhile.
  const changes = {
    ...(!isSame(selected, policy.stepUpBefore) && { stepUpBefore: [...selected] }),
    ...(!isSame(factorRoles, policy.secondFactorFor) && { secondFactorFor: [...factorRoles] }),
    ...(isTwoPerson !== policy.twoPersonSettings && { twoPersonSettings: isTwoPerson }),
  };
  const shown = limitNames.filter((name) => name !== 'twoPersonHours' || isTwoPerson);
  const isChanged = Object.keys(changes).length > 0 || shown.some((name) => typed[name].isChanged);
  const save = () => {
    const values = read(shown);
    if (!values) return;
    mutate(
      { ...changes, ...changed(values, policy) },
      {
        onSuccess: (saved) => {
          showAll(saved);
          toast.success('Team policy saved');
        },
        onWaiting: discard,
      },
    );
  };
  const faultOf = (name: LimitName) => typed[name].field.error ?? error?.errorAt(name);
  const field = (name: LimitName) => {
    const { label, help } = limits[name];
    return <LimitField {...typed[name].field} label={label} help={help} error={faultOf(name)} />;
  };
  return (
    <SaveForm
      what="the policy"
      label="Save team policy"
      onSave={save}
      isPending={isPending}
      error={shown.some(faultOf) ? null : error}
      changes={{ isChanged, onDiscard: discard }}
    >
      <Part title="Password confirmation">
        <ConfirmedWork selected={selected} onChange={setSelected} />
      </Part>
      <Part title="Changes to settings">
        <Checkbox
          label="Require a second person for changes to settings"
          help="Changes to policies, roles, members’ access, and accounts take effect only after someone else approves them. Turning this off needs a second person, too. Disabling someone is always immediate."
          checked={isTwoPerson}
          onChange={({ target }) => setIsTwoPerson(target.checked)}
        />
        {isTwoPerson && field('twoPersonHours')}
      </Part>
      <Part title="Second factor">
        <SecondFactorRoles selected={factorRoles} onChange={setFactorRoles} />
        {field('secondFactorGraceDays')}
      </Part>
      <Part title="Sessions">
        {field('sessionHours')}
        {field('sessionIdleMinutes')}
      </Part>
      <Part title="Exports">{field('exportsPerHour')}</Part>
      <Part title="Audit log">{field('auditMonths')}</Part>
    </SaveForm>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Panel title={title}>
      <div className="flex flex-col gap-4">{children}</div>
    </Panel>
  );
}

type ConfirmedWorkProps = {
  selected: readonly SensitiveWork[];
  onChange: (selected: readonly SensitiveWork[]) => void;
};

function ConfirmedWork({ selected, onChange }: ConfirmedWorkProps) {
  const isAccessImplied = selected.some((work) => work !== 'access');
  return (
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
            onChange(target.checked ? [...selected, work] : selected.filter((one) => one !== work))
          }
        />
      ))}
      <p className="text-12 text-muted">
        A confirmation lasts 10 minutes. For signing in as a user, see the sign-in policy of each
        account.
      </p>
    </fieldset>
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
