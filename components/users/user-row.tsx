'use client';

import { Copy, Ellipsis, KeyRound, PanelRight, StickyNote } from 'lucide-react';
import { useRef, type ChangeEvent } from 'react';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { Badge } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { Status } from '@/components/ui/status';
import { EmptyCell, RowActions, Td, Tr } from '@/components/ui/table';
import { TruncatedText, VisuallyHidden } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import { cn } from '@/lib/client/cn';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatDay, formatNumber } from '@/lib/shared/format';
import { copyText } from './copy-text';

type UserRowProps = {
  user: CustomerUser;
  policy?: AccountPolicy;
  /** Left out if all rows are of one account. */
  accountName?: string;
  isSelected: boolean;
  /** The one row whose controls are in the Tab order; arrow keys move to the others. */
  isCurrent: boolean;
  canSignIn: boolean;
  /** `isRange`: with all rows between this one and the last one selected. */
  onSelect: (isSelected: boolean, isRange: boolean) => void;
  onFocus: () => void;
  onOpen: () => void;
  onAskFirst: (user: CustomerUser) => void;
};

export function UserRow(props: UserRowProps) {
  const { user, accountName, isSelected, isCurrent, onSelect, onFocus, onOpen } = props;
  const { username, seats, seatsUsed, createdOn } = user;
  const row = useRef<HTMLTableRowElement>(null);
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <Tr ref={row} isOpener isSelected={isSelected} onFocus={onFocus}>
      <Td className={userColumns.choice}>
        <Checkbox
          aria-label={`Select ${shownEmail(username)}`}
          checked={isSelected}
          tabIndex={tabIndex}
          data-select=""
          onChange={(event) => onSelect(event.target.checked, isShifted(event))}
        />
      </Td>
      <Td className={userColumns.email}>
        <EmailCell user={user} accountName={accountName} tabIndex={tabIndex} onOpen={onOpen} />
      </Td>
      {accountName !== undefined && (
        <Td className={userColumns.account}>
          <TruncatedText text={accountName} />
        </Td>
      )}
      <Td className={userColumns.seats} isNumeric>
        {seats === null ? <EmptyCell meaning="unknown" /> : formatNumber(seats)}
      </Td>
      <Td className={userColumns.used}>
        <UsageBar used={seatsUsed} seats={seats} />
      </Td>
      <Td className={unusedColumn(accountName !== undefined)} isNumeric>
        {unused(user)}
      </Td>
      <Td className={userColumns.state}>
        <UserState isActive={user.isActive} />
      </Td>
      <Td className={userColumns.created}>
        {createdOn === null ? <EmptyCell meaning="unknown" /> : formatDay(createdOn)}
      </Td>
      <Td className={userColumns.password}>
        <PasswordMark user={user} />
      </Td>
      <Td className={userColumns.actions}>
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
          data-open=""
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
        <RowTags tags={user.tags} hasNote={user.hasNote} />
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

/** More would take the room of the address. */
const SHOWN_TAGS = 2;

/** The first tags, quietly, and whether there is a note. */
function RowTags({ tags = [], hasNote }: Pick<CustomerUser, 'tags' | 'hasNote'>) {
  if (tags.length === 0 && !hasNote) return null;
  const more = tags.length - SHOWN_TAGS;
  return (
    <span
      title={tags.length > 0 ? tags.join(', ') : undefined}
      className="ml-auto hidden min-w-0 shrink-[3] items-center gap-1 pl-1 @2xl:flex"
    >
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Badge key={tag} className="min-w-8 font-normal">
          {tag}
        </Badge>
      ))}
      {more > 0 && <span className="text-12 text-muted">+{more}</span>}
      {hasNote && (
        <>
          <StickyNote aria-hidden className="size-3.5 shrink-0 text-faint" />
          <VisuallyHidden>has a note</VisuallyHidden>
        </>
      )}
    </span>
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
      icon: <KeyRound />,
      hint: <span className="touch:hidden">S</span>,
      onSelect: onSignIn,
    },
  ];
  return (
    <RowActions>
      {canSignIn && (
        <SignInAsButton
          user={user}
          policy={policy}
          size="sm"
          tabIndex={tabIndex}
          onAskFirst={onAskFirst}
          className="@max-2xl:hidden"
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

/** Whether one click is enough to sign in as this user. */
function PasswordMark({ user }: { user: CustomerUser }) {
  if (!user.hasStoredPassword) return <EmptyCell meaning="not stored" />;
  if (user.storedPassword === 'refused') return <Status tone="warn" label="Rejected" />;
  if (user.storedPassword === 'unreadable') return <Status tone="bad" label="Damaged" />;
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom">
      <KeyRound aria-hidden className="size-3.5 text-muted" />
      Stored
    </span>
  );
}

/** Whether the click that changed a checkbox was made with the Shift key. */
function isShifted({ nativeEvent }: ChangeEvent): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
}

/** Null: RemotePC returned a state that can't be interpreted. */
export function UserState({ isActive }: { isActive: boolean | null }) {
  if (isActive === null) return <EmptyCell meaning="unknown" />;
  return <Status tone={isActive ? 'good' : 'neutral'} label={isActive ? 'Active' : 'Inactive'} />;
}

/** Seats left; over the limit it's what the bar shows, not a number below zero. */
function unused({ seats, seatsUsed }: CustomerUser) {
  if (seats === null || seatsUsed === null) return <EmptyCell meaning="unknown" />;
  return seatsUsed > seats ? <EmptyCell meaning="over limit" /> : formatNumber(seats - seatsUsed);
}

/** "75%" of the seats are in use; null if it can't be calculated. */
export function utilisation({ seats, seatsUsed }: CustomerUser): string | null {
  if (seats === null || seatsUsed === null || seats === 0) return null;
  return `${formatNumber(Math.round((seatsUsed / seats) * 100))}%`;
}

/**
 * One class per column, for its heading, cells and skeleton. Container queries, because the side
 * navigation may be collapsed. In a narrow table, account, usage and status
 * move below the address.
 */
export const userColumns = {
  choice: 'w-px pr-0!',
  email: 'w-full min-w-40 max-w-0 @2xl:w-2/5 @6xl:w-1/3',
  account: 'hidden min-w-28 max-w-48 @6xl:table-cell',
  seats: 'hidden @3xl:table-cell',
  used: 'hidden min-w-46 @2xl:table-cell',
  unused: 'hidden @6xl:table-cell',
  state: 'hidden min-w-24 @2xl:table-cell',
  created: 'hidden min-w-28 whitespace-nowrap @4xl:table-cell',
  password: 'hidden min-w-24 @5xl:table-cell',
  actions: 'w-px',
};

/** Beside an account, addresses need its room on all but wide screens. */
export function unusedColumn(hasAccount: boolean): string {
  return hasAccount ? 'hidden @7xl:table-cell' : userColumns.unused;
}
