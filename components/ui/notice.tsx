'use client';

import {
  CircleAlert,
  CircleCheck,
  Info,
  TriangleAlert,
  History,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';
import { RelativeTime } from './relative-time';

type Tone = 'neutral' | 'good' | 'warn' | 'bad';
type Look = { frame: string; ink: string; titleInk?: string; Icon: LucideIcon };

const looks: Record<Tone, Look> = {
  // A quiet symbol, but not a title fainter than its text.
  neutral: {
    frame: 'border-line-strong bg-hover',
    ink: 'text-muted',
    titleInk: 'text-ink',
    Icon: Info,
  },
  good: { frame: 'border-good-line bg-good-soft', ink: 'text-good-text', Icon: CircleCheck },
  warn: { frame: 'border-warn-line bg-warn-soft', ink: 'text-warn-text', Icon: TriangleAlert },
  bad: { frame: 'border-bad-line bg-bad-soft', ink: 'text-bad-text', Icon: CircleAlert },
};

type NoticeProps = {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It has just appeared and is announced. */
  isLive?: boolean;
  className?: string;
};

/** A message on the page, where it matters. */
export function Notice({
  tone = 'neutral',
  title,
  children,
  action,
  isLive,
  className,
}: NoticeProps) {
  const { frame, ink, titleInk = ink, Icon } = looks[tone];
  return (
    <div
      role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cn('flex gap-2 rounded-panel border px-3 py-2 text-13', frame, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1">
        {title && <p className={cn('font-medium', titleInk)}>{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}

type StaleBarProps = {
  /** ISO moment of the data on screen. */
  fetchedAt: string;
  /** Why there is no newer data. */
  children?: ReactNode;
  onRefresh: () => void;
  isRefreshing?: boolean;
};

/** Shows that the data is old: how old, why, and a button to refresh it. */
export function StaleBar({ fetchedAt, children, onRefresh, isRefreshing = false }: StaleBarProps) {
  return (
    <div
      role="status"
      className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 border-b border-warn-line bg-warn-soft px-(--gutter) py-1 text-12"
    >
      <History aria-hidden className="size-3.5 shrink-0 text-warn-text" />
      <p className="min-w-0 flex-1">
        <span className="font-medium text-warn-text">
          As of <RelativeTime at={fetchedAt} hasClock />.
        </span>{' '}
        {children}
      </p>
      <Button size="sm" onClick={onRefresh} isPending={isRefreshing}>
        Refresh
      </Button>
    </div>
  );
}
