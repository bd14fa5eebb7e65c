'use client';

import { Copy, Ellipsis, KeyRound, PanelRight } from 'lucide-react';
import { useRef, type ChangeEvent } from 'react';
import { StoredPasswordMark } from '@/components/passwords/stored-password-mark';
import { AutoLoginButton } from '@/components/sign-in-as/auto-login-button';
import { Checkbox } from '@/components/ui/checkbox';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { Status } from '@/components/ui/status';
import { EmptyCell, RowActions, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatDay, formatNumber } from '@/lib/shared/format';
import { copyText } from './copy-text';

type UserRowProps = {
  user: CustomerUser;
  policy?: AccountPolicy;
  isChosen: boolean;
  /** The one row whose controls the Tab key stops at; arrows lead to the others. */
  isCurrent: boolean;
  canSignIn: boolean;
  /** `isRange`: with all rows between this one and the last one selected. */
  onChoose: (isChosen: boolean, isRange: boolean) => void;
  onFocus: () => void;
  onOpen: () => void;
  onAskFirst: (user: CustomerUser) => void;
};

export function UserRow(props: UserRowProps) {
  const { user, policy, isChosen, isCurrent, canSignIn } = props;
  const { onChoose, onFocus, onOpen, onAskFirst } = props;
  const { username, seats, seatsUsed, createdOn } = user;
  const row = useRef<HTMLTableRowElement>(null);
  const tabIndex = isCurrent ? 0 : -1;
  const copyAddress = () => void copyText(shownEmail(username), 'Address copied');
  const signIn: MenuEntry[] = [
    {
      label: 'Sign in as this customer',
      icon: <KeyRound />,
      hint: <span className="touch:hidden">S</span>,
      onSelect: () => row.current?.querySelector<HTMLElement>('[data-sign-in]')?.click(),
    },
  ];
  return (
    <Tr ref={row} isOpener isSelected={isChosen} onFocus={onFocus}>
      <Td className={userColumns.choice}>
        <Checkbox
          aria-label={`Select ${shownEmail(username)}`}
          checked={isChosen}
          tabIndex={tabIndex}
          data-choose=""
          onChange={(event) => onChoose(event.target.checked, isShifted(event))}
        />
      </Td>
      <Td className={userColumns.email}>
        <div className="flex min-w-0 items-center gap-1 @max-2xl:pt-2">
          <button
            type="button"
            data-open=""
            aria-label={shownEmail(username)}
            tabIndex={tabIndex}
            onClick={onOpen}
            className="flex min-w-0 rounded-tag text-left font-medium hover:underline hover:underline-offset-2"
          >
            <TruncatedText text={shownEmail(username)} />
          </button>
          <IconButton
            label="Copy the address"
            size="icon-sm"
            tabIndex={tabIndex}
            onClick={copyAddress}
            className="-my-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 focus-visible:opacity-100 touch:hidden"
          >
            <Copy />
          </IconButton>
        </div>
        <div className="flex items-center gap-3 pt-0.5 pb-2 text-12 @2xl:hidden">
          <UsageBar used={seatsUsed} allotted={seats} />
          <UserState isActive={user.isActive} />
        </div>
      </Td>
      <Td className={userColumns.seats} isNumeric>
        {seats === null ? <EmptyCell meaning="not known" /> : formatNumber(seats)}
      </Td>
      <Td className={userColumns.used}>
        <UsageBar used={seatsUsed} allotted={seats} />
      </Td>
      <Td className={userColumns.utilisation} isNumeric>
        {utilisation(user) ?? <EmptyCell />}
      </Td>
      <Td className={userColumns.state}>
        <UserState isActive={user.isActive} />
      </Td>
      <Td className={userColumns.created}>
        {createdOn === null ? <EmptyCell meaning="not known" /> : formatDay(createdOn)}
      </Td>
      <Td className={userColumns.password}>
        <StoredPasswordMark user={user} />
      </Td>
      <Td className={userColumns.actions}>
        <RowActions>
          {canSignIn && (
            <AutoLoginButton
              user={user}
              policy={policy}
              size="sm"
              tabIndex={tabIndex}
              onAskFirst={onAskFirst}
              className="@max-2xl:hidden"
            />
          )}
          <MenuButton
            label={`More for ${shownEmail(username)}`}
            size="icon-sm"
            variant="ghost"
            align="end"
            tabIndex={tabIndex}
            entries={[
              { label: 'Details', icon: <PanelRight />, onSelect: onOpen },
              ...(canSignIn ? signIn : []),
              { label: 'Copy address', icon: <Copy />, onSelect: copyAddress },
            ]}
          >
            <Ellipsis />
          </MenuButton>
        </RowActions>
      </Td>
    </Tr>
  );
}

/** Whether the click that changed a checkbox was made with the Shift key. */
function isShifted({ nativeEvent }: ChangeEvent): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
}

/** `null` is a state that RemotePC told in a way we can't read. */
export function UserState({ isActive }: { isActive: boolean | null }) {
  if (isActive === null) return <EmptyCell meaning="not known" />;
  return <Status tone={isActive ? 'good' : 'neutral'} label={isActive ? 'Active' : 'Inactive'} />;
}

/** "75 %" of the seats are in use; null where there is no share to tell. */
export function utilisation({ seats, seatsUsed }: CustomerUser): string | null {
  if (seats === null || seatsUsed === null || seats === 0) return null;
  return `${formatNumber(Math.round((seatsUsed / seats) * 100))} %`;
}

/**
 * One class per column of the list, for its heading, its cells and its place while loading. By the
 * room the table has, not the window: the navigation beside it may be folded. Where it is narrow
 * the address stands alone, with use and state beneath it.
 */
export const userColumns = {
  choice: 'w-px pr-0!',
  email: 'w-full min-w-40 max-w-0 @2xl:w-2/5 @6xl:w-1/3',
  seats: 'hidden @3xl:table-cell',
  used: 'hidden min-w-46 @2xl:table-cell',
  utilisation: 'hidden @6xl:table-cell',
  state: 'hidden min-w-24 @2xl:table-cell',
  created: 'hidden min-w-28 whitespace-nowrap @4xl:table-cell',
  password: 'hidden min-w-24 @5xl:table-cell',
  actions: 'w-px',
};
