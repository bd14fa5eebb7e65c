'use client';

import { Ellipsis } from 'lucide-react';
import { EmptyCell, RowActions, Td, Tr } from '@/components/ui/table';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { StaffMember } from '@/lib/schemas/staff';
import { useChangeStaff, type StaffChange } from './queries';
import { roleOrder, roleWords } from './role-words';

export const staffColumns = {
  person: 'w-2/5 max-w-0',
  role: '',
  state: 'hidden sm:table-cell',
  seen: 'hidden md:table-cell',
  actions: 'w-12',
};

type StaffRowProps = { member: StaffMember; isSelf: boolean; onDelete: () => void };

export function StaffRow({ member, isSelf, onDelete }: StaffRowProps) {
  const { mutate, isPending } = useChangeStaff();
  const apply = (change: StaffChange, done: string) =>
    mutate(change, {
      onSuccess: () => toast.success(done),
      onError: (error) =>
        toast.error(
          error.isRefusal ? 'Nothing was changed' : 'It isn’t known whether this was saved',
          { description: error.detail },
        ),
    });
  const { id, name } = member;

  const entries: MenuEntry[] = [
    { kind: 'heading', label: 'Role' },
    ...roleOrder.map((role) => ({
      label: roleWords[role].name,
      isChecked: role === member.role,
      isDisabled: isPending,
      onSelect: () =>
        apply(
          { kind: 'change', id, change: { role } },
          `${name} is ${roleWords[role].name.toLowerCase()} now`,
        ),
    })),
    { kind: 'separator' },
    {
      label: 'Sign out everywhere',
      onSelect: () => apply({ kind: 'sign-out', id }, `${name} is signed out everywhere`),
    },
    member.isDisabled
      ? {
          label: 'Let in again',
          onSelect: () =>
            apply(
              { kind: 'change', id, change: { isDisabled: false } },
              `${name} may sign in again`,
            ),
        }
      : {
          label: 'Disable',
          isDisabled: isSelf,
          onSelect: () =>
            apply(
              { kind: 'change', id, change: { isDisabled: true } },
              `${name} can’t sign in any more`,
            ),
        },
    { label: 'Remove …', isDanger: true, isDisabled: isSelf, onSelect: onDelete },
  ];

  return (
    <Tr>
      <Td className={staffColumns.person}>
        <div className="py-1.5">
          <p className="truncate font-medium">
            {name}
            {isSelf && <span className="font-normal text-muted"> (you)</span>}
          </p>
          <p className="truncate text-12 text-muted">{member.email}</p>
        </div>
      </Td>
      <Td className={staffColumns.role}>{roleWords[member.role].name}</Td>
      <Td className={staffColumns.state}>
        <StaffState member={member} />
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
            label={`More for ${member.email}`}
            entries={entries}
          >
            <Ellipsis />
          </MenuButton>
        </RowActions>
      </Td>
    </Tr>
  );
}

function StaffState({ member }: { member: StaffMember }) {
  if (member.isDisabled) return <Status tone="bad" label="Disabled" />;
  if (!member.hasPassword) return <Status tone="neutral" label="Invited" />;
  return <Status tone="good" label="Active" />;
}
