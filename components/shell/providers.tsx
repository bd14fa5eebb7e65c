'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { toastStore } from '@/components/ui/toast';
import type { ApiProblem } from '@/lib/client/fetch-api';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiProblem;
  }
}

declare global {
  /** Where the dialogs' scroll lock looks for the nonce of its style element. */
  var __webpack_nonce__: string | undefined;
}

type ProvidersProps = { nonce: string | undefined; children: ReactNode };

/** What all pages behind the sign-in share; the sign-in page itself goes without. */
export function Providers({ nonce, children }: ProvidersProps) {
  const [client] = useState(makeQueryClient);
  useState(() => {
    if (typeof window !== 'undefined') globalThis.__webpack_nonce__ = nonce;
  });
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>{children}</NuqsAdapter>
      <LazyToaster />
    </QueryClientProvider>
  );
}

/** Loads the toaster once the page is interactive, so that no first load waits for its code. */
function LazyToaster() {
  const [loaded, setLoaded] = useState<typeof import('@/components/ui/toaster')>();
  const messages = useSyncExternalStore(toastStore.subscribe, toastStore.current, () => null);
  useEffect(() => {
    // If this fails, the next toast tries again.
    if (!loaded) import('@/components/ui/toaster').then(setLoaded, () => undefined);
  }, [loaded, messages]);
  return loaded ? <loaded.Toaster /> : null;
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // The server already retried its upstream; only a lost connection is worth another attempt.
        retry: (failures, problem) => failures < 1 && problem.code === 'network',
      },
      // A finished mutation may hold a password, so it is dropped with the component that sent it.
      mutations: { retry: false, gcTime: 0 },
    },
  });
}
