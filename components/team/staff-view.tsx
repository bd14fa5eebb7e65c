'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { lazy, Suspense, useState } from 'react';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { SkeletonRows } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { Table, Th } from '@/components/ui/table';
import { VisuallyHidden } from '@/components/ui/text';
import type { AccountItem } from '@/lib/contract/accounts';
import type { StaffMember } from '@/lib/contract/staff';
import type { MemberAction } from './member-dialog';
import { rolesQuery, staffQuery } from './queries';
import { StaffRow, staffColumns } from './staff-row';

const InviteStaffDialog = lazy(async () => ({
  default: (await import('./invite-staff-dialog')).InviteStaffDialog,
}));
const MemberDialog = lazy(async () => ({
  default: (await import('./member-dialog')).MemberDialog,
}));

const MemberAccountsDialog = lazy(async () => ({
  default: (await import('./member-accounts-dialog')).MemberAccountsDialog,
}));

const MemberCustomersDialog = lazy(async () => ({
  default: (await import('./member-customers-dialog')).MemberCustomersDialog,
}));

const MemberSessionsDialog = lazy(async () => ({
  default: (await import('./member-sessions-dialog')).MemberSessionsDialog,
}));

type StaffViewProps = {
  ownId: string;
  accounts: readonly AccountItem[];
  /** The server sends email. */
  hasMail?: boolean;
};
type Asked = {
  member: StaffMember;
  action: MemberAction | 'accounts' | 'customers' | 'sessions';
};

function isMemberAction(action: Asked['action']): action is MemberAction {
  return action !== 'accounts' && action !== 'customers' && action !== 'sessions';
}

/** Everyone who can sign in here, their roles and accounts. */
export function StaffView({ ownId, accounts, hasMail = false }: StaffViewProps) {
  const query = useQuery(staffQuery());
  const { data, isPending } = query;
  const roles = useQuery(rolesQuery()).data?.items ?? [];
  const [isInviting, setIsInviting] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const [wanted] = useQueryState('member', parseAsString);

  return (
    <>
      <PageHeader
        title="Team"
        description="People who can sign in to Reseller Desk, and their roles."
        actions={
          <>
            <LinkButton href="/staff/roles">Roles</LinkButton>
            <Button variant="primary" onClick={() => setIsInviting(true)}>
              Invite member
            </Button>
          </>
        }
      />
      <WaitingChanges of="staff:" className="px-(--gutter) pb-4" />
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the team" query={query} />
      ) : (
        <div className="@container">
          <Table aria-label="Team" aria-busy={isPending}>
            <thead>
              <tr>
                <Th className={staffColumns.person}>Member</Th>
                <Th className={staffColumns.role}>Role</Th>
                <Th className={staffColumns.state}>Status</Th>
                <Th className={staffColumns.factor}>Second factor</Th>
                <Th className={staffColumns.seen}>Last active</Th>
                <Th className={staffColumns.actions}>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Th>
              </tr>
            </thead>
            <tbody>
              {isPending ? (
                <SkeletonRows rows={4} columns={Object.values(staffColumns)} />
              ) : (
                data?.items.map((member) => (
                  <StaffRow
                    key={member.id}
                    member={member}
                    isSelf={member.id === ownId}
                    isWanted={member.id === wanted}
                    accounts={accounts}
                    roles={roles}
                    onAsk={(action) => setAsked({ member, action })}
                  />
                ))
              )}
            </tbody>
          </Table>
        </div>
      )}
      <Suspense fallback={null}>
        {isInviting && (
          <InviteStaffDialog
            accounts={accounts}
            roles={roles}
            hasMail={hasMail}
            onClose={() => setIsInviting(false)}
          />
        )}
        {asked?.action === 'accounts' && (
          <MemberAccountsDialog member={asked.member} accounts={accounts} onClose={close} />
        )}
        {asked?.action === 'customers' && (
          <MemberCustomersDialog member={asked.member} onClose={close} />
        )}
        {asked?.action === 'sessions' && (
          <MemberSessionsDialog member={asked.member} onClose={close} />
        )}
        {asked && isMemberAction(asked.action) && (
          <MemberDialog
            member={asked.member}
            action={asked.action}
            hasMail={hasMail}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}
