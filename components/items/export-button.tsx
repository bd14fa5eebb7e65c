'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { downloadFetched, downloadFrom } from '@/components/ui/download';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { toast } from '@/components/ui/toast';
import { askAdmission } from '@/lib/client/admission';
import { formatCount } from '@/lib/shared/format';

export type ExportFormat = 'csv' | 'xlsx';

type ExportButtonProps = {
  noun: 'user' | 'device' | 'customer';
  /** What is exported: all that match, by a path, or the selected rows, by fetching them. */
  source:
    | { rows: 'matching'; pathOf: (format: ExportFormat) => string }
    | { rows: 'selected'; fetch: (format: ExportFormat) => Promise<Blob> };
  count: number | undefined;
  /** What else is chosen for the file. */
  entries?: readonly MenuEntry[];
  size?: 'sm' | 'md';
  side?: 'bottom' | 'top';
};

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
] as const;

/** A menu of formats in which rows are exported. */
export function ExportButton(props: ExportButtonProps) {
  const { noun, source, count, entries = [], size, side } = props;
  const [isExporting, setIsExporting] = useState(false);
  const isAll = source.rows === 'matching';
  const what = count === undefined ? `all matching ${noun}s` : formatCount(count, noun);
  const exportAs = async ({ format, label }: (typeof formats)[number]) => {
    setIsExporting(true);
    const isDone =
      source.rows === 'matching'
        ? await downloadFrom(source.pathOf(format), () => askAdmission('exports'))
        : await downloadFetched(() => source.fetch(format), `${noun}s.${format}`);
    setIsExporting(false);
    if (isDone) toast.success(`Exporting ${what} as ${label}`);
  };
  return (
    <MenuButton
      size={size}
      label={`Export ${isAll ? 'matching' : 'selected'} ${noun}s`}
      aria-label={isAll ? undefined : 'Export selected'}
      align="end"
      side={side}
      disabled={isExporting}
      entries={[
        { kind: 'heading', label: `${isAll ? 'Matching' : 'Selected'}: ${what}` },
        ...formats.map((one) => ({ label: one.label, onSelect: () => void exportAs(one) })),
        ...entries,
      ]}
    >
      <Download aria-hidden />
      Export
    </MenuButton>
  );
}
