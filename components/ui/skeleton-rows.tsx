import { Skeleton } from './skeleton';
import { Td, Tr } from './table';

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-4/5', 'w-1/3'];

type SkeletonRowsProps = {
  rows?: number;
  /** One class per column: the same that hides a column on narrow screens. */
  columns: string[];
};

/** Rows of a table on their way: goes into its `tbody`. */
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
