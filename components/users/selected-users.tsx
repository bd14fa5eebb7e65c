'use client';

import { X } from 'lucide-react';
import { lazy, Suspense, useState, type ComponentProps, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerUser, UsersSummary } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { copyText } from './copy-text';
import { ExportMenu } from './export-menu';
import { fetchMatchingAddresses, fetchMatchingUsers, type UserListFilters } from './queries';
import type { Selection } from './use-selection';
import { seatsInUse } from './users-summary';

const DeletePasswordsDialog = lazy(async () => ({
  default: (await import('@/components/passwords/delete-passwords-dialog')).DeletePasswordsDialog,
}));

type SelectedUsersProps = {
  selection: Selection;
  filters: UserListFilters;
  /** The rows may be of several accounts. */
  hasAccounts: boolean;
  total: number;
  /** The totals of all that match. */
  filtered: UsersSummary | undefined;
  canDeletePasswords: boolean;
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
  canDeletePasswords,
  exporting,
}: SelectedUsersProps) {
  const { users, isAll, isPageSelected } = selection;
  const [isCopying, setIsCopying] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const withPassword = users.filter((user) => user.hasStoredPassword);
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
      {/* Keeps the bar at the bottom of a short list and clear of the line above it. */}
      <div aria-hidden className="min-h-6 flex-1" />
      <SelectionBar
        summary={count > 0 ? `${formatCount(count, 'user')} selected` : null}
        detail={sum && seatsInUse(sum)}
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
        {canDeletePasswords && (isAll || withPassword.length > 0) && (
          <Button size="sm" onClick={() => setIsDeleting(true)}>
            Delete passwords…
          </Button>
        )}
        <IconButton size="icon-sm" label="Clear selection" onClick={selection.clear}>
          <X />
        </IconButton>
      </SelectionBar>
      <Suspense fallback={null}>
        {isDeleting && (
          <DeletePasswordsDialog
            count={isAll ? null : withPassword.length}
            total={total}
            fetchSelected={async () => (isAll ? fetchMatchingUsers(filters) : withPassword)}
            onClose={() => setIsDeleting(false)}
          />
        )}
      </Suspense>
    </>
  );
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

type SelectionBarProps = {
  /** "12 users selected"; null hides the bar. */
  summary: string | null;
  detail: string | undefined;
  children: ReactNode;
};

/** Slides in at the bottom while rows are selected. */
export function SelectionBar({ summary, detail, children }: SelectionBarProps) {
  return (
    <div
      role="status"
      className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-4"
    >
      {summary !== null && (
        <div
          data-foot
          className="pointer-events-auto flex max-w-full animate-rise flex-wrap items-center gap-2 rounded-panel bg-raised py-1.5 pr-1.5 pl-3 text-13 shadow-float"
        >
          <span className="font-medium tabular-nums">{summary}</span>
          <span className="mr-2 text-12 text-muted tabular-nums max-md:hidden">{detail}</span>
          {children}
        </div>
      )}
    </div>
  );
}
