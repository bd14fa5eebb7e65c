'use client';

import { ErrorState } from '@/components/ui/states';
import { DATABASE_DOWN } from '@/lib/shared/wire';

export type PageErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** Replaces a page that failed. Of an error on the server, only its digest is known here. */
export function PageError({ error, retry }: PageErrorProps) {
  if (error.digest === DATABASE_DOWN) {
    return (
      <ErrorState isPage title="The database can’t be reached" onRetry={retry}>
        Your data is safe. Try again in a few seconds. If this continues, tell your administrator
        that the database is down.
      </ErrorState>
    );
  }
  return (
    <ErrorState isPage title="Couldn’t load this page" requestId={error.digest} onRetry={retry}>
      Something went wrong. Your data is safe. Try again. If this continues, send your administrator
      the request ID below.
    </ErrorState>
  );
}
