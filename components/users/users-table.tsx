'use client';

import { useState } from 'react';
import { pressRowControl } from '@/components/items/row-keys';
import { SelectPage } from '@/components/items/select-page';
import type { Selection } from '@/components/items/use-selection';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Table, Th, sortedBy } from '@/components/ui/table';
import { VisuallyHidden } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser, UserSort } from '@/lib/contract/users';
import type { UserColumnId } from '@/lib/shared/user-columns';
import { keyOf } from './queries';
import { columnClasses, userColumns, type SortKey } from './user-columns';
import { UserRow } from './user-row';

type UsersTableProps = {
  id: string;
  /** `undefined` while the first rows load. */
  users: CustomerUser[] | undefined;
  /** What a sign-in in this account requires; `undefined` until it's loaded. */
  policyOf: (accountId: string) => AccountPolicy | undefined;
  /** The account's name, for a column; left out if all users are of one account. */
  accountName?: (accountId: string) => string;
  /** Beside the address, in this order. */
  columns: readonly UserColumnId[];
  selection: Selection<CustomerUser>;
  sort: UserSort;
  onSort: (key: SortKey) => void;
  canSignIn: boolean;
  /** Of the user whose panel is open. */
  openedKey: string | null;
  onOpen: (user: CustomerUser) => void;
  onAskFirst: (user: CustomerUser) => void;
};

/** The users of one page. Besides the keys of every table, `s` signs in and `x` selects. */
export function UsersTable(props: UsersTableProps) {
  const { id, users, policyOf, accountName, columns, selection, sort, onSort } = props;
  const { canSignIn, openedKey, onOpen, onAskFirst } = props;
  const [current, setCurrent] = useState<string | null>(null);
  const place = users?.findIndex((user) => keyOf(user) === current) ?? -1;
  const currentPlace = Math.max(place, 0);
  const classes = columnClasses(columns, accountName !== undefined);
  const { choice, email, account, shown, actions } = classes;
  const skeleton = [
    ...[choice, email],
    ...(account === undefined ? [] : [account]),
    ...shown.map(({ className }) => className),
    cn(actions, '*:hidden'),
  ];

  const heading = sortedBy(sort, onSort);

  return (
    <div className="@container">
      <Table
        id={id}
        aria-label="Users"
        aria-busy={users === undefined}
        className={cn('table-fixed', classes.table)}
      >
        <thead>
          <tr>
            <Th className={classes.choice}>
              <SelectPage
                label="Select all rows on this page"
                selection={selection}
                items={users}
              />
            </Th>
            <Th className={classes.email} {...heading('username')}>
              Email
            </Th>
            {accountName && <Th className={classes.account}>Account</Th>}
            {classes.shown.map(({ id: column, className }) => {
              const { label, isNumeric, sort: key } = userColumns[column];
              return (
                <Th
                  key={column}
                  className={className}
                  isNumeric={isNumeric}
                  {...(key && heading(key))}
                >
                  {label}
                </Th>
              );
            })}
            <Th className={classes.actions}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Th>
          </tr>
        </thead>
        <tbody onKeyDown={pressRowControl}>
          {users === undefined ? (
            <SkeletonRows rows={12} columns={skeleton} />
          ) : (
            users.map((user, index) => (
              <UserRow
                key={keyOf(user)}
                user={user}
                policy={policyOf(user.accountId)}
                columns={classes}
                accountName={accountName?.(user.accountId)}
                isSelected={selection.has(user)}
                isCurrent={index === currentPlace}
                isOpened={openedKey !== null && user.key === openedKey}
                canSignIn={canSignIn}
                onSelect={(isSelected, isRange) => selection.selectRow(user, isSelected, isRange)}
                onFocus={() => setCurrent(keyOf(user))}
                onOpen={() => onOpen(user)}
                onAskFirst={onAskFirst}
              />
            ))
          )}
        </tbody>
      </Table>
    </div>
  );
}
