'use client';

import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { RelativeTime } from './relative-time';

type StaleBarProps = {
  /** ISO moment at which what is shown was true. */
  fetchedAt: string;
  /** Why there is nothing newer. */
  children?: ReactNode;
  onRefresh: () => void;
  isRefreshing?: boolean;
};

/** What is on screen is old: how old, why, and a way to try again. */
export function StaleBar({ fetchedAt, children, onRefresh, isRefreshing = false }: StaleBarProps) {
  return (
    <div
      role="status"
      className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 border-b border-warn-line bg-warn-soft px-(--gutter) py-1 text-12"
    >
      <History aria-hidden className="size-3.5 shrink-0 text-warn-text" />
      <p className="min-w-0 flex-1">
        <span className="font-medium text-warn-text">
          As of <RelativeTime at={fetchedAt} />.
        </span>{' '}
        {children}
      </p>
      <Button size="sm" onClick={onRefresh} isPending={isRefreshing}>
        Refresh
      </Button>
    </div>
  );
}
