'use client';

import { useState } from 'react';
import { ExportButton } from '@/components/items/export-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import type { CustomerUser } from '@/lib/contract/users';
import { exportColumnIds, type ExportColumnId } from '@/lib/shared/user-columns';
import { exportPath, fetchSelectedFile, type UserListFilters } from './queries';
import { userColumns } from './user-columns';

type ExportMenuProps = {
  filters: UserListFilters;
  /** What is exported: all that match, or the selected rows. */
  rows: 'matching' | readonly CustomerUser[];
  count: number | undefined;
  /** Selected rows may be of several accounts. */
  hasAccounts: boolean;
  columns: readonly ExportColumnId[];
  onColumns: (columns: readonly ExportColumnId[]) => void;
  size?: 'sm' | 'md';
  side?: 'bottom' | 'top';
};

/** All columns of a file, until the person leaves some out. */
export function useExportColumns() {
  return useState<readonly ExportColumnId[]>(exportColumnIds);
}

/** Users as a file, with the columns that are checked. */
export function ExportMenu(props: ExportMenuProps) {
  const { filters, rows, count, hasAccounts, columns, onColumns, size, side } = props;
  const toggled = (id: ExportColumnId) =>
    exportColumnIds.filter((one) => (one === id ? !columns.includes(id) : columns.includes(one)));
  const entries: MenuEntry[] = [
    { kind: 'separator' },
    { kind: 'heading', label: 'Email and these columns' },
    ...exportColumnIds.map((id) => ({
      label: id === 'tags' ? 'Tags' : userColumns[id].label,
      isChecked: columns.includes(id),
      isOneOfSeveral: true,
      onSelect: () => onColumns(toggled(id)),
    })),
  ];
  return (
    <ExportButton
      noun="user"
      source={
        rows === 'matching'
          ? { rows, pathOf: (format) => exportPath(filters, { format, columns }) }
          : {
              rows: 'selected',
              fetch: (format) => fetchSelectedFile(rows, filters, hasAccounts, { format, columns }),
            }
      }
      count={count}
      entries={entries}
      size={size}
      side={side}
    />
  );
}
