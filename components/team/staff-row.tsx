'use client';

import { Ellipsis } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { EmptyCell, RowActions, Td, Tr } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import type { RoleItem } from '@/lib/contract/roles';
import type { StaffMember } from '@/lib/contract/staff';
import { choosableAccounts } from './account-choice';
import { formatCount } from '@/lib/shared/format';
import type { MemberAction } from './member-dialog';
import { useChangeStaff, type StaffChange } from './queries';

export const staffColumns = {
  person: 'w-2/5 max-w-0 @max-lg:w-full',
  role: '',
  state: 'hidden @lg:table-cell',
  factor: 'hidden @3xl:table-cell',
  seen: 'hidden @2xl:table-cell',
  actions: 'w-12',
};

type StaffRowProps = {
  member: StaffMember;
  isSelf: boolean;
  /** A link or the search led to this member. */
  isWanted?: boolean;
  /** Those there are, to say how many of them the member sees. */
  accounts: readonly AccountItem[];
  roles: readonly RoleItem[];
  onAsk: (action: MemberAction | 'accounts' | 'customers' | 'sessions') => void;
};

export function StaffRow(props: StaffRowProps) {
  const { member, isSelf, isWanted = false, accounts, roles, onAsk } = props;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isWanted) row.current?.scrollIntoView({ block: 'center' });
  }, [isWanted]);
  const { mutate, isPending } = useChangeStaff();
  const apply = (change: StaffChange, done: string) =>
    mutate(change, {
      onSuccess: () => toast.success(done),
      onError: toast.failure,
    });
  const { id, name } = member;

  const entries: MenuEntry[] = [
    { kind: 'heading', label: 'Role' },
    ...roles.map((role) => ({
      label: role.name,
      isChecked: role.id === member.role,
      isDisabled: isPending,
      onSelect: () =>
        apply(
          { kind: 'change', id, change: { role: role.id } },
          role.isBuiltIn
            ? `${name} is now ${withArticle(role.name)}`
            : `${name} now has the role ${role.name}`,
        ),
    })),
    { kind: 'separator' },
    { label: 'Accounts…', isDisabled: isSelf, onSelect: () => onAsk('accounts') },
    { label: 'Customers…', isDisabled: isSelf, onSelect: () => onAsk('customers') },
    member.hasPassword
      ? { label: 'Reset password', isDisabled: member.isDisabled, onSelect: () => onAsk('reset') }
      : {
          label: 'New setup link',
          isDisabled: member.isDisabled,
          onSelect: () => onAsk('new-link'),
        },
    {
      label: 'Reset second factors…',
      isDisabled: isSelf || !member.hasFactor,
      onSelect: () => onAsk('reset-factors'),
    },
    { label: 'Sessions…', onSelect: () => onAsk('sessions') },
    { label: 'Sign out everywhere', onSelect: () => onAsk('sign-out') },
    member.isDisabled
      ? {
          label: member.waitsForAdmin ? 'Let in' : 'Enable',
          onSelect: () =>
            apply({ kind: 'change', id, change: { isDisabled: false } }, `Enabled ${name}`),
        }
      : { label: 'Disable', isDisabled: isSelf, onSelect: () => onAsk('disable') },
    { label: 'Delete', isDanger: true, isDisabled: isSelf, onSelect: () => onAsk('delete') },
  ];

  return (
    <Tr ref={row} isSelected={isWanted ? true : undefined}>
      <Td className={staffColumns.person}>
        <div className="py-1.5">
          <p className="truncate font-medium">
            {name}
            {isSelf && <span className="font-normal text-muted"> (you)</span>}
          </p>
          <p className="truncate text-12 text-muted">{member.email}</p>
        </div>
      </Td>
      <Td className={staffColumns.role}>
        {roles.find(({ id: role }) => role === member.role)?.name}
        <AccountCount member={member} accounts={accounts} />
        <CustomerCount member={member} />
      </Td>
      <Td className={staffColumns.state}>
        <StaffState member={member} />
      </Td>
      <Td className={staffColumns.factor}>
        {member.hasFactor ? (
          <Status tone="good" label="On" />
        ) : (
          <Status tone="neutral" label="Off" />
        )}
      </Td>
      <Td className={staffColumns.seen}>
        {member.lastSeenAt ? (
          <RelativeTime at={member.lastSeenAt} />
        ) : (
          <EmptyCell meaning="never" />
        )}
      </Td>
      <Td className={staffColumns.actions}>
        <RowActions>
          <MenuButton
            size="icon-sm"
            variant="ghost"
            align="end"
            data-stop=""
            label={`Actions for ${member.email}`}
            entries={entries}
          >
            <Ellipsis />
          </MenuButton>
        </RowActions>
      </Td>
    </Tr>
  );
}

function withArticle(role: string): string {
  return `${/^[aeiou]/i.test(role) ? 'an' : 'a'} ${role.toLowerCase()}`;
}

/** How many accounts the member sees, if not all. */
function AccountCount({ member, accounts }: Pick<StaffRowProps, 'member' | 'accounts'>) {
  const { accountIds } = member;
  if (accountIds === null) return null;
  const choosable = choosableAccounts(accounts, member);
  const seen = choosable.filter(({ id }) => accountIds.includes(id));
  return (
    <span className="block text-12 text-muted" title={seen.map(({ name }) => name).join(', ')}>
      {seen.length} of {formatCount(choosable.length, 'account')}
    </span>
  );
}

/** How many customers the member sees, if not all. */
function CustomerCount({ member: { customers } }: Pick<StaffRowProps, 'member'>) {
  if (customers === null) return null;
  return (
    <span className="block text-12 text-muted" title={customers.map(({ name }) => name).join(', ')}>
      {formatCount(customers.length, 'customer')}
    </span>
  );
}

/** Whether the member can sign in, and when an open invitation expires. */
function StaffState({ member }: { member: StaffMember }) {
  if (member.waitsForAdmin) return <Status tone="warn" label="Waiting for an admin" />;
  if (member.isDisabled) return <Status tone="bad" label="Disabled" />;
  if (member.hasPassword || member.hasSingleSignOn) return <Status tone="good" label="Active" />;
  if (member.linkExpiresAt === null) return <Status tone="warn" label="Invited, link expired" />;
  return (
    <>
      <Status tone="neutral" label="Invited" />
      <span className="block text-12 text-muted">
        Link expires <RelativeTime at={member.linkExpiresAt} />
      </span>
    </>
  );
}
