import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Td, Tr } from './table';

/** A placeholder while something loads. Give it the size of the content. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn('block appear-late rounded-tag bg-skeleton base:h-3 base:w-full', className)}
    />
  );
}

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-4/5', 'w-1/3'];

type SkeletonRowsProps = {
  rows?: number;
  /** One class per column: the same that hides a column on narrow screens. */
  columns: readonly string[];
};

/** Placeholder rows of a table, for its `tbody`. */
export function SkeletonRows({ rows = 10, columns }: SkeletonRowsProps) {
  return Array.from({ length: rows }, (_, row) => (
    <Tr key={row}>
      {columns.map((className, column) => (
        <Td key={column} className={className}>
          <Skeleton className={widths[(row + column * 2) % widths.length]} />
        </Td>
      ))}
    </Tr>
  ));
}

type LoadingRegionProps = {
  /** Announced to screen readers: "Loading users". */
  label: string;
  /** Skeletons of the real layout. */
  children: ReactNode;
};

export function LoadingRegion({ label, children }: LoadingRegionProps) {
  return (
    <div aria-busy="true">
      <span role="status" className="sr-only">
        {label}
      </span>
      {children}
    </div>
  );
}
