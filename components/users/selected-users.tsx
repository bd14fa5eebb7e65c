'use client';

import { X } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFetched, downloadFrom } from '@/components/ui/download';
import { IconButton } from '@/components/ui/icon-button';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { copyText } from './copy-text';
import { exportPath, fetchChosenFile, fetchMatchingAddresses, fetchMatchingUsers } from './queries';
import type { Selection } from './use-selection';
import type { UserListFilters } from './user-filters';
import { askAdmission } from '@/lib/client/admission';

const DeletePasswordsDialog = lazy(async () => ({
  default: (await import('@/components/passwords/delete-passwords-dialog')).DeletePasswordsDialog,
}));

type SelectedUsersProps = {
  selection: Selection;
  filters: UserListFilters;
  total: number;
  canDeletePasswords: boolean;
};

/** How many rows are chosen, and what can be done with them. */
export function SelectedUsers({
  selection,
  filters,
  total,
  canDeletePasswords,
}: SelectedUsersProps) {
  const { users, isAll, isPageChosen } = selection;
  const [isCopying, setIsCopying] = useState(false);
  const [isExporting, setIsExporting] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const withPassword = users.filter((user) => user.hasStoredPassword);
  const count = isAll ? total : users.length;

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
      toast.error('The addresses were not copied', { description });
    } finally {
      setIsCopying(false);
    }
  };
  const exportChosen = async () => {
    setIsExporting(true);
    if (isAll) await downloadFrom(exportPath(filters, 'csv'), () => askAdmission('exports'));
    else await downloadFetched(() => fetchChosenFile(users, filters), 'users.csv');
    setIsExporting(false);
  };
  return (
    <>
      {/* Keeps the bar at the lower edge of a short list, and off the line above it. */}
      <div aria-hidden className="min-h-6 flex-1" />
      <SelectionBar summary={count > 0 ? `${formatCount(count, 'user')} chosen` : null}>
        {!isAll && isPageChosen && total > users.length && (
          <Button size="sm" variant="ghost" onClick={selection.chooseAllMatching}>
            Select all {formatNumber(total)} that match
          </Button>
        )}
        <Button size="sm" onClick={copyAddresses} isPending={isCopying}>
          Copy addresses
        </Button>
        <Button size="sm" onClick={exportChosen} isPending={isExporting}>
          <span>
            Export<span className="max-sm:hidden"> CSV</span>
          </span>
        </Button>
        {canDeletePasswords && (isAll || withPassword.length > 0) && (
          <Button size="sm" onClick={() => setIsDeleting(true)}>
            Delete passwords…
          </Button>
        )}
        <IconButton size="icon-sm" label="Choose none" onClick={selection.clear}>
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

type SelectionBarProps = {
  /** "12 users selected"; `null` puts the bar away. */
  summary: string | null;
  children: ReactNode;
};

/** What can be done with the selected rows: slides in at the lower edge while some are. */
function SelectionBar({ summary, children }: SelectionBarProps) {
  return (
    <div
      role="status"
      className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-4"
    >
      {summary !== null && (
        <div className="pointer-events-auto flex max-w-full animate-rise flex-wrap items-center gap-2 rounded-panel bg-raised py-1.5 pr-1.5 pl-3 text-13 shadow-float">
          <span className="font-medium tabular-nums">{summary}</span>
          {children}
        </div>
      )}
    </div>
  );
}
