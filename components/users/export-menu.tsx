'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { downloadFetched, downloadFrom } from '@/components/ui/download';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { toast } from '@/components/ui/toast';
import { askAdmission } from '@/lib/client/admission';
import type { CustomerUser } from '@/lib/contract/users';
import { formatCount } from '@/lib/shared/format';
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

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
] as const;

/** All columns of a file, until the person leaves some out. */
export function useExportColumns() {
  return useState<readonly ExportColumnId[]>(exportColumnIds);
}

/** Users as a file, with the columns that are checked. */
export function ExportMenu(props: ExportMenuProps) {
  const { filters, rows, count, hasAccounts, columns, onColumns, size, side } = props;
  const [isExporting, setIsExporting] = useState(false);
  const isAll = rows === 'matching';
  const what = count === undefined ? 'all matching users' : formatCount(count, 'user');
  const exportAs = async ({ format, label }: (typeof formats)[number]) => {
    setIsExporting(true);
    const form = { format, columns };
    const isDone = isAll
      ? await downloadFrom(exportPath(filters, form), () => askAdmission('exports'))
      : await downloadFetched(
          () => fetchSelectedFile(rows, filters, hasAccounts, form),
          `users.${format}`,
        );
    setIsExporting(false);
    if (isDone) toast.success(`Exporting ${what} as ${label}`);
  };
  const toggled = (id: ExportColumnId) =>
    exportColumnIds.filter((one) => (one === id ? !columns.includes(id) : columns.includes(one)));
  const entries: MenuEntry[] = [
    { kind: 'heading', label: `${isAll ? 'Matching' : 'Selected'}: ${what}` },
    ...formats.map((one) => ({ label: one.label, onSelect: () => void exportAs(one) })),
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
    <MenuButton
      size={size}
      label={isAll ? 'Export matching users' : 'Export selected users'}
      aria-label={isAll ? undefined : 'Export selected'}
      align="end"
      side={side}
      disabled={isExporting}
      entries={entries}
    >
      <Download aria-hidden />
      Export
    </MenuButton>
  );
}
