'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { RelativeTime } from './relative-time';

type ErrorStateProps = {
  /** What happened, as in "Couldn't load users". */
  title: string;
  /** Why, and what to do. */
  children?: ReactNode;
  /** ISO moment since when it fails. */
  since?: string;
  requestId?: string;
  onRetry?: () => void;
  isRetrying?: boolean;
  /** Another action beside *Try again*. */
  action?: ReactNode;
  /** It replaces the whole page, so its title is the page's heading. */
  isPage?: boolean;
  className?: string;
};

export function ErrorState({
  title,
  children,
  since,
  requestId,
  onRetry,
  isRetrying = false,
  action,
  isPage,
  className,
}: ErrorStateProps) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center px-6 py-16 text-center', className)}
    >
      <CircleAlert aria-hidden className="mb-3 size-5 text-bad-text" />
      <Title className="text-15 font-medium">{title}</Title>
      <div className="mt-1 max-w-prose text-muted">
        {children}
        {since && (
          <p>
            Since <RelativeTime at={since} isAbsolute />.
          </p>
        )}
      </div>
      {(onRetry || action) && (
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          {onRetry && (
            <Button onClick={onRetry} isPending={isRetrying}>
              Try again
            </Button>
          )}
          {action}
        </div>
      )}
      {requestId && (
        <p className="mt-4 flex max-w-full items-center gap-1 text-12 text-muted">
          <span className="min-w-0">
            Request ID <code className="font-mono break-all">{requestId}</code>
          </span>
          <CopyButton text={requestId} what="request ID" />
        </p>
      )}
    </div>
  );
}

type QueryErrorProps = {
  title: string;
  /** A query of ours, or the parts of one. */
  query: {
    error: { detail: string; requestId: string | undefined } | null;
    isFetching: boolean;
    refetch: () => unknown;
  };
};

/** In place of data that couldn't be loaded: why, and *Try again*. */
export function QueryError({ title, query: { error, isFetching, refetch } }: QueryErrorProps) {
  if (!error) return null;
  return (
    <ErrorState
      title={title}
      requestId={error.requestId}
      onRetry={() => void refetch()}
      isRetrying={isFetching}
    >
      {error.detail}
    </ErrorState>
  );
}

type EmptyStateProps = {
  /** What belongs here, or why there is nothing. */
  title: string;
  children?: ReactNode;
  /** The one action that fills it. */
  action?: ReactNode;
  icon?: ReactNode;
  className?: string;
};

export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-16 text-center text-13', className)}>
      {icon && <div className="mb-3 text-faint [&_svg]:size-5">{icon}</div>}
      <p className="text-15 font-medium">{title}</p>
      {children && <div className="mt-1 max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
