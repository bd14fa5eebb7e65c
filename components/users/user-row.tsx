'use client';

import { Copy, Ellipsis, LogIn, PanelRight } from 'lucide-react';
import { useRef } from 'react';
import { copyText } from '@/components/items/copy-text';
import { isShifted } from '@/components/items/row-keys';
import { RowTags } from '@/components/items/row-tags';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { Checkbox } from '@/components/ui/checkbox';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { RowActions, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import { cn } from '@/lib/client/cn';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { UserState, userColumns, type ColumnClasses } from './user-columns';

type UserRowProps = {
  user: CustomerUser;
  policy?: AccountPolicy;
  columns: ColumnClasses;
  /** Left out if all rows are of one account. */
  accountName?: string;
  isSelected: boolean;
  /** The one row whose controls are in the Tab order; arrow keys move to the others. */
  isCurrent: boolean;
  /** Their panel is open. */
  isOpened: boolean;
  canSignIn: boolean;
  /** `isRange`: with all rows between this one and the last one selected. */
  onSelect: (isSelected: boolean, isRange: boolean) => void;
  onFocus: () => void;
  onOpen: () => void;
  onAskFirst: (user: CustomerUser) => void;
};

export function UserRow(props: UserRowProps) {
  const { user, columns, accountName, isSelected, isCurrent, isOpened } = props;
  const { onSelect, onFocus, onOpen } = props;
  const { username } = user;
  const row = useRef<HTMLTableRowElement>(null);
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <Tr
      ref={row}
      isOpener
      isSelected={isSelected}
      aria-current={isOpened || undefined}
      className={isOpened ? 'bg-hover' : undefined}
      onFocus={onFocus}
    >
      <Td className={columns.choice}>
        <Checkbox
          aria-label={`Select ${shownEmail(username)}`}
          checked={isSelected}
          tabIndex={tabIndex}
          data-select=""
          onChange={(event) => onSelect(event.target.checked, isShifted(event))}
        />
      </Td>
      <Td className={columns.email}>
        <EmailCell user={user} accountName={accountName} tabIndex={tabIndex} onOpen={onOpen} />
      </Td>
      {accountName !== undefined && (
        <Td className={columns.account}>
          <TruncatedText text={accountName} />
        </Td>
      )}
      {columns.shown.map(({ id, className }) => (
        <Td key={id} className={className} isNumeric={userColumns[id].isNumeric}>
          {userColumns[id].cell(user)}
        </Td>
      ))}
      <Td className={cn('relative', columns.actions)}>
        <UserActions
          {...props}
          tabIndex={tabIndex}
          onSignIn={() => row.current?.querySelector<HTMLElement>('[data-sign-in]')?.click()}
        />
      </Td>
    </Tr>
  );
}

type EmailCellProps = Pick<UserRowProps, 'user' | 'accountName' | 'onOpen'> & { tabIndex: number };

function EmailCell({ user, accountName, tabIndex, onOpen }: EmailCellProps) {
  const email = shownEmail(user.username);
  return (
    <>
      <div
        className={cn(
          'flex min-w-0 items-center gap-1 @max-2xl:pt-2',
          accountName !== undefined && '@2xl:@max-6xl:pt-1',
        )}
      >
        <button
          type="button"
          data-open={user.key ?? ''}
          aria-label={email}
          tabIndex={tabIndex}
          onClick={onOpen}
          className="flex min-w-0 rounded-tag text-left font-medium hover:underline hover:underline-offset-2"
        >
          <TruncatedText text={email} />
        </button>
        <IconButton
          label="Copy address"
          size="icon-sm"
          tabIndex={tabIndex}
          onClick={() => void copyText(email, 'Address copied')}
          className="-my-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 focus-visible:opacity-100 touch:hidden"
        >
          <Copy />
        </IconButton>
        <RowTags tags={user.tags} hasNote={user.hasNote} className="@2xl:flex" />
      </div>
      {accountName !== undefined && (
        <span className="block truncate text-12 text-muted @2xl:pb-1 @6xl:hidden">
          {accountName}
        </span>
      )}
      <div className="flex items-center gap-3 pt-0.5 pb-2 text-12 @2xl:hidden">
        <UsageBar used={user.seatsUsed} seats={user.seats} />
        <UserState isActive={user.isActive} />
      </div>
    </>
  );
}

type UserActionsProps = Pick<
  UserRowProps,
  'user' | 'policy' | 'canSignIn' | 'onOpen' | 'onAskFirst'
> & { tabIndex: number; onSignIn: () => void };

/** The sign-in button, and a menu that has all actions for touch screens. */
function UserActions(props: UserActionsProps) {
  const { user, policy, canSignIn, tabIndex, onOpen, onAskFirst, onSignIn } = props;
  const email = shownEmail(user.username);
  const signIn: MenuEntry[] = [
    {
      label: 'Sign in as this user',
      icon: <LogIn />,
      hint: <span className="touch:hidden">S</span>,
      onSelect: onSignIn,
    },
  ];
  return (
    <RowActions isOver>
      {canSignIn && (
        <SignInAsButton
          user={user}
          policy={policy}
          size="sm"
          tabIndex={tabIndex}
          onAskFirst={onAskFirst}
          className="@max-2xl:hidden touch:hidden"
        />
      )}
      <MenuButton
        label={`More actions for ${email}`}
        size="icon-sm"
        variant="ghost"
        align="end"
        tabIndex={tabIndex}
        entries={[
          { label: 'View details', icon: <PanelRight />, onSelect: onOpen },
          ...(canSignIn ? signIn : []),
          {
            label: 'Copy address',
            icon: <Copy />,
            onSelect: () => void copyText(email, 'Address copied'),
          },
        ]}
      >
        <Ellipsis />
      </MenuButton>
    </RowActions>
  );
}
