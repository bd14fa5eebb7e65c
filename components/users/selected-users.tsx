'use client';

import { lazy, Suspense, useState, type ComponentProps } from 'react';
import type { Assignable } from '@/components/customers/queries';
import { copyText } from '@/components/items/copy-text';
import { SelectionBar } from '@/components/items/selection-bar';
import type { Selection } from '@/components/items/use-selection';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerUser, UsersSummary } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { ExportMenu } from './export-menu';
import { fetchMatchingAddresses, matchParams, type UserListFilters } from './queries';
import { StorePasswordsButton } from './store-passwords-button';
import type { SelectedRows } from './user-queries';
import { seatsInUse } from './users-summary';

const DeleteSelectedPasswords = lazy(async () => ({
  default: (await import('./selected-passwords')).DeleteSelectedPasswords,
}));
const ChangeUserTags = lazy(async () => ({
  default: (await import('./change-tags-dialog')).ChangeUserTags,
}));

const SetCustomerDialog = lazy(async () => ({
  default: (await import('@/components/customers/set-customer-dialog')).SetCustomerDialog,
}));

type SelectedUsersProps = {
  selection: Selection<CustomerUser>;
  filters: UserListFilters;
  /** The rows may be of several accounts. */
  hasAccounts: boolean;
  total: number;
  /** The totals of all that match. */
  filtered: UsersSummary | undefined;
  permissions: readonly string[];
  /** The columns of a file, shared with the menu above. */
  exporting: Pick<ComponentProps<typeof ExportMenu>, 'columns' | 'onColumns'>;
};

/** The number of selected rows and the actions on them. */
export function SelectedUsers({
  selection,
  filters,
  hasAccounts,
  total,
  filtered,
  permissions,
  exporting,
}: SelectedUsersProps) {
  const { rows: users, isAll, isPageSelected } = selection;
  const [isCopying, setIsCopying] = useState(false);
  const [asking, setAsking] = useState<'delete' | 'tags' | 'customer' | null>(null);
  const stored = users.filter((user) => user.hasStoredPassword);
  const mayStore = permissions.includes('passwords.write');
  const count = isAll ? total : users.length;
  const sum = isAll ? filtered : seatsOf(users);

  const copyAddresses = async () => {
    setIsCopying(true);
    try {
      const names = isAll
        ? await fetchMatchingAddresses(filters)
        : users.map(({ username }) => username);
      await copyText(
        names.join('\n'),
        `${formatCount(names.length, 'address', 'addresses')} copied`,
      );
    } catch (error) {
      const description = error instanceof ApiProblem ? error.detail : undefined;
      toast.error('Couldn’t copy the addresses', { description });
    } finally {
      setIsCopying(false);
    }
  };
  return (
    <>
      <SelectionBar
        summary={count > 0 ? `${formatCount(count, 'user')} selected` : null}
        detail={sum && seatsInUse(sum)}
        onClear={selection.clear}
      >
        {!isAll && isPageSelected && total > users.length && (
          <Button size="sm" variant="ghost" onClick={selection.selectAllMatching}>
            Select all {formatNumber(total)} matching users
          </Button>
        )}
        <Button size="sm" onClick={copyAddresses} isPending={isCopying}>
          Copy addresses
        </Button>
        <ExportMenu
          {...exporting}
          size="sm"
          filters={filters}
          rows={isAll ? 'matching' : users}
          count={count}
          hasAccounts={hasAccounts}
          side="top"
        />
        {permissions.includes('users.annotate') && (
          <Button size="sm" onClick={() => setAsking('tags')}>
            Tags…
          </Button>
        )}
        {permissions.includes('customers.manage') && (
          <Button size="sm" onClick={() => setAsking('customer')}>
            Customer…
          </Button>
        )}
        {mayStore && <StorePasswordsButton users={isAll ? null : users} filters={filters} />}
        {mayStore && (isAll || stored.length > 0) && (
          <Button size="sm" onClick={() => setAsking('delete')}>
            Delete passwords…
          </Button>
        )}
      </SelectionBar>
      <Suspense fallback={null}>
        {asking === 'delete' && (
          <DeleteSelectedPasswords
            stored={isAll ? null : stored}
            filters={filters}
            onClose={() => setAsking(null)}
          />
        )}
        {asking === 'customer' && (
          <SetCustomerDialog
            assignable={assignableOf(isAll ? filters : users, count)}
            onClose={() => setAsking(null)}
          />
        )}
        {asking === 'tags' && (
          <ChangeUserTags
            count={count}
            rows={isAll ? filters : users}
            account={filters.account}
            onClose={() => setAsking(null)}
          />
        )}
      </Suspense>
    </>
  );
}

/** The selected rows, or all that match the filters. */
function assignableOf(rows: SelectedRows, count: number): Assignable {
  const body =
    'length' in rows
      ? { users: rows.map(({ accountId, username }) => ({ accountId, username })) }
      : { filter: Object.fromEntries(matchParams(rows)) };
  return { kind: 'users', count, body };
}

/** An unknown value adds nothing. */
function seatsOf(users: readonly CustomerUser[]): Pick<UsersSummary, 'seats' | 'seatsUsed'> {
  const sum = { seats: 0, seatsUsed: 0 };
  for (const { seats, seatsUsed } of users) {
    sum.seats += seats ?? 0;
    sum.seatsUsed += seatsUsed ?? 0;
  }
  return sum;
}
