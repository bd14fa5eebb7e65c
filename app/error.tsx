'use client';

import { ErrorState } from '@/components/ui/error-state';

type ErrorPageProps = { error: Error & { digest?: string }; retry: () => void };

export default function RootError({ error, retry }: ErrorPageProps) {
  return (
    <main id="content" className="grid min-h-dvh place-items-center">
      <ErrorState
        isPage
        title="This page could not be shown"
        requestId={error.digest}
        onRetry={retry}
      >
        Something broke on the way; your data is untouched. Try again; if it stays so, give your
        administrator the number below.
      </ErrorState>
    </main>
  );
}
