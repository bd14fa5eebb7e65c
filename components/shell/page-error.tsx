'use client';

import { ErrorState } from '@/components/ui/states';
import { DATABASE_DOWN } from '@/lib/shared/wire';

export type PageErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** What a page shows in place of itself. A server's error is known here by its digest alone. */
export function PageError({ error, retry }: PageErrorProps) {
  if (error.digest === DATABASE_DOWN) {
    return (
      <ErrorState isPage title="The database can’t be reached" onRetry={retry}>
        Pages can’t be shown until it is back; what is stored is safe. Try again in a few seconds.
        If this stays, tell your administrator that the database is down.
      </ErrorState>
    );
  }
  return (
    <ErrorState
      isPage
      title="This page could not be shown"
      requestId={error.digest}
      onRetry={retry}
    >
      Something broke on the way; your data is untouched. Try again; if it stays so, give your
      administrator the number below.
    </ErrorState>
  );
}
