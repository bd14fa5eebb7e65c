import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';

/** A slow upstream must not hold up the page. */
const MAX_WAIT_MS = 1_500;

type PrefetchedProps = {
  /** Starts the page's queries on the server, under the keys that the browser uses. */
  load: (client: QueryClient) => Promise<void>[];
  children: ReactNode;
};

/**
 * A page whose first paint already has its data. The browser fetches what failed or took too long
 * itself, and shows why.
 */
export async function Prefetched({ load, children }: PrefetchedProps) {
  const client = new QueryClient();
  await Promise.race([Promise.all(load(client)), sleep(MAX_WAIT_MS)]);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
