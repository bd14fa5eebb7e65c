import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { moveBetweenRows } from './use-keys';

export type SortDirection = 'ascending' | 'descending';

/**
 * The parts of a table: rows of 36 px (44 on touch), a sticky heading, right-aligned numbers. Hide
 * secondary columns where there is no room with `className="hidden @2xl:table-cell"`, in a
 * `@container`. Arrows, J and K move between the controls marked `data-open` or `data-stop`, one in
 * each row.
 */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return (
    <table
      onKeyDown={moveBetweenRows}
      {...rest}
      className={cn('w-full border-separate border-spacing-0 text-13', className)}
    />
  );
}

type ThProps = Omit<ComponentProps<'th'>, 'onClick'> & {
  isNumeric?: boolean;
  /** Sorts by this column. `sort` is its current direction, if any. */
  onSort?: () => void;
  sort?: SortDirection | null;
};

export function Th({ isNumeric, onSort, sort = null, className, children, ...rest }: ThProps) {
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={onSort ? (sort ?? 'none') : undefined}
      className={cn(
        'sticky top-[calc(var(--sticky-top)+var(--toolbar,0px))] z-10 h-9 border-b border-line bg-surface px-3 text-12 font-medium whitespace-nowrap text-muted first:pl-(--gutter) last:pr-(--gutter)',
        isNumeric ? 'text-right' : 'text-left',
        className,
      )}
    >
      {onSort ? (
        <SortButton sort={sort} isNumeric={isNumeric} onSort={onSort}>
          {children}
        </SortButton>
      ) : (
        children
      )}
    </th>
  );
}

type SortButtonProps = {
  sort: SortDirection | null;
  isNumeric: boolean | undefined;
  onSort: () => void;
  children: ReactNode;
};

function SortButton({ sort, isNumeric, onSort, children }: SortButtonProps) {
  const Arrow = sort === 'ascending' ? ArrowUp : sort === 'descending' ? ArrowDown : ChevronsUpDown;
  return (
    <button
      type="button"
      onClick={onSort}
      className={cn(
        'group/sort -mx-1.5 inline-flex h-6 items-center gap-1 rounded-tag px-1.5 font-medium hover:bg-sunken hover:text-ink touch:h-11',
        isNumeric && 'flex-row-reverse',
        sort && 'text-ink',
      )}
    >
      {children}
      <Arrow
        aria-hidden
        className={cn(
          'size-3 shrink-0',
          !sort &&
            'opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100 touch:opacity-100',
        )}
      />
    </button>
  );
}

/**
 * For the headings of a list with one order at a time.
 * @param sort the column's key, with `-` before it for descending
 * @returns what the heading of a column gets
 */
export function sortedBy<Key extends string>(sort: string, onSort: (key: Key) => void) {
  return (key: Key) =>
    ({
      sort: sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : null,
      onSort: () => onSort(key),
    }) as const;
}

type TrProps = ComponentProps<'tr'> & {
  isSelected?: boolean;
  /** A click anywhere in the row clicks its `data-open` element. */
  isOpener?: boolean;
};

export function Tr({ isSelected, isOpener, className, ...rest }: TrProps) {
  return (
    <tr
      onClick={isOpener ? openRow : undefined}
      {...rest}
      aria-selected={isSelected}
      className={cn(
        'group/row transition-colors duration-fast',
        isSelected ? 'bg-selected' : 'focus-within:bg-hover hover:bg-hover',
        isOpener && 'cursor-pointer',
        className,
      )}
    />
  );
}

const CONTROLS = 'a, button, input, select, textarea, label, [role=menuitem]';

/** Ignores clicks on controls in the row, and those that end a text selection. */
function openRow(event: MouseEvent<HTMLTableRowElement>) {
  const { target, currentTarget: row, ctrlKey, metaKey, shiftKey } = event;
  // React also bubbles clicks from the row's menu, which is elsewhere in the DOM.
  if (!(target instanceof Element) || !row.contains(target) || target.closest(CONTROLS)) return;
  if (document.getSelection()?.isCollapsed === false) return;
  const opener = row.querySelector<HTMLElement>('[data-open]');
  opener?.focus();
  opener?.dispatchEvent(
    new window.MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
  );
}

type TdProps = ComponentProps<'td'> & { isNumeric?: boolean };

export function Td({ isNumeric, className, ...rest }: TdProps) {
  return (
    <td
      {...rest}
      className={cn(
        'h-9 border-b border-line px-3 first:pl-(--gutter) last:pr-(--gutter) touch:h-11',
        isNumeric ? 'text-right tabular-nums' : 'text-left',
        className,
      )}
    />
  );
}

/**
 * The last column of a table whose actions lie over the end of the row, so that no room is kept for
 * what shows on hover; on touch, where they always show, it has that of a menu. For its heading,
 * cells and skeletons; the cells are `relative`, the actions `isOver`.
 */
export const actionsOverlay =
  'w-[calc(var(--gutter)-0.75rem)] px-0! touch:w-17 touch:pr-(--gutter)!';

type RowActionsProps = ComponentProps<'div'> & { isOver?: boolean };

/** The actions of a row: visible on hover and keyboard focus, and always on touch. */
export function RowActions({ isOver = false, className, ...rest }: RowActionsProps) {
  return (
    <div
      {...rest}
      className={cn(
        'flex items-center justify-end gap-1 opacity-0 transition-opacity duration-fast print:hidden',
        isOver && 'over-row',
        'group-focus-within/row:opacity-100 group-hover/row:opacity-100 has-[[aria-expanded=true]]:opacity-100 touch:opacity-100',
        className,
      )}
    />
  );
}

/** An empty cell: a faint dash, with its meaning for screen readers. */
export function EmptyCell({ meaning = 'none' }: { meaning?: string }) {
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{meaning}</span>
    </span>
  );
}
