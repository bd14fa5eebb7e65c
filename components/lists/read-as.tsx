'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { BatchPreview } from '@/lib/contract/invitations';
import { formatCount } from '@/lib/shared/format';

/** Which part of what was handed in is the list; `sheet` null: it isn't a workbook. */
export type ListOrigin = Pick<BatchPreview, 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'>;

type ReadAsLineProps = {
  /** Null for pasted text, and if the name appears elsewhere. */
  fileName?: string | null;
  rows: number;
  /** How the list was read, as `readAsText` puts it. */
  text: string;
  /** When the user list the rows were compared with was fetched; null: it couldn't be. */
  usersAsOf: string | null;
  onColumns: () => void;
};

/** How the list was read, in one line, and the way to have it read differently. */
export function ReadAsLine({ fileName, rows, text, usersAsOf, onColumns }: ReadAsLineProps) {
  return (
    <p className="mt-1 text-13 break-words text-muted">
      {fileName && `${fileName} · `}
      {formatCount(rows, 'row')} · {text}
      {usersAsOf && (
        <>
          {' · '}users as of <RelativeTime at={usersAsOf} />
        </>
      )}
      {/* On a phone the button has a line of its own. */}
      <span className="touch:max-sm:hidden"> ·</span>{' '}
      <button
        type="button"
        onClick={onColumns}
        className="rounded-tag text-ink underline underline-offset-2 touch:min-h-11"
      >
        Change columns
      </button>
    </p>
  );
}

const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
const encodings = {
  'utf-8': null,
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

type Shape = Pick<BatchPreview, 'sheet' | 'sheets' | 'delimiter' | 'encoding'>;

/**
 * "semicolon-separated · email in “Mail”, seats in “Licences”".
 * @param columns what the columns are used for; null if there are none
 */
export function readAsText(list: Shape, columns: string | null): string {
  const parts = [shapeText(list), columns, list.encoding && encodings[list.encoding]];
  return parts.filter(Boolean).join(' · ');
}

function shapeText({ sheet, sheets, delimiter }: Shape): string {
  if (sheet !== null) {
    return sheets.length > 1 ? `sheet “${sheet}”, one of ${sheets.length}` : `sheet “${sheet}”`;
  }
  return delimiter === null ? 'list of addresses' : `${delimiters[delimiter]}-separated`;
}

/** “Mail”, or "column 3" if nothing names it. The first column is 0. */
export function quotedColumn(headers: readonly string[], index: number): string {
  const name = headers[index]?.trim();
  return name ? `“${name}”` : `column ${index + 1}`;
}

type HiddenNoticeProps = {
  hidden: ListOrigin['hidden'];
  isReading: boolean;
  onInclude: (isIncluded: boolean) => void;
};

/** Rows and columns that a workbook hides are skipped unless the person includes them. */
export function HiddenNotice({ hidden, isReading, onInclude }: HiddenNoticeProps) {
  if (!hidden) return null;
  const { rows, columns, isIncluded } = hidden;
  const parts = [
    rows > 0 && formatCount(rows, 'hidden row'),
    columns > 0 && formatCount(columns, 'hidden column'),
  ].filter((part) => part !== false);
  const isOne = rows + columns === 1;
  return (
    <Notice tone="warn" title={`${parts.join(' and ')} ${isIncluded ? 'included' : 'skipped'}`}>
      <p>{isOne ? 'It’s' : 'They’re'} hidden in the sheet, by hand or by a filter.</p>
      <Button
        size="sm"
        className="mt-2"
        isPending={isReading}
        onClick={() => onInclude(!isIncluded)}
      >
        {isIncluded ? 'Skip hidden data' : 'Include hidden data'}
      </Button>
    </Notice>
  );
}
