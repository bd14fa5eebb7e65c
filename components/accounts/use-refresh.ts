'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';

/**
 * What was read of the accounts before is out of date, also in the shell around the page. A file of
 * its own, because pages on the server import the queries, and there is no router there.
 */
export function useRefresh() {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    await client.invalidateQueries();
    router.refresh();
  };
}
