'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { cn } from '@/lib/client/cn';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { IconButton } from './icon-button';

type PaginationProps = {
  page: number;
  pageSize: number;
  total: number;
  /** One of what is counted, as in "user". */
  noun: string;
  /** If it isn't the noun with an "s". */
  plural?: string;
  onPageChange: (page: number) => void;
};

/**
 * Where we are in what matches. The count is read aloud when it changes; on a single page it isn't
 * shown, as it is above the list.
 */
export function Pagination({ page, pageSize, total, noun, plural, onPageChange }: PaginationProps) {
  const lastPage = Math.max(1, Math.ceil(total / pageSize));
  const first = Math.min((page - 1) * pageSize + 1, total);
  const last = Math.min(page * pageSize, total);
  const isWhole = lastPage === 1 && page === 1;
  return (
    <div
      className={cn(
        'flex flex-wrap items-center justify-between gap-2 px-(--gutter) text-12 text-muted tabular-nums',
        isWhole ? 'min-h-6' : 'min-h-12',
      )}
    >
      <p role="status" className={isWhole ? 'sr-only' : undefined}>
        {total > pageSize && `${formatNumber(first)}–${formatNumber(last)} of `}
        {formatCount(total, noun, plural)}
      </p>
      {lastPage > 1 && (
        <nav aria-label="Pages" className="flex items-center gap-1">
          <IconButton
            label="Previous page"
            size="icon-sm"
            disabled={page <= 1}
            onClick={() => onPageChange(page - 1)}
          >
            <ChevronLeft />
          </IconButton>
          <span className="px-1">
            Page {formatNumber(page)} of {formatNumber(lastPage)}
          </span>
          <IconButton
            label="Next page"
            size="icon-sm"
            disabled={page >= lastPage}
            onClick={() => onPageChange(page + 1)}
          >
            <ChevronRight />
          </IconButton>
        </nav>
      )}
    </div>
  );
}
