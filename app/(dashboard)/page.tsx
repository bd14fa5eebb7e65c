import { setTimeout as sleep } from 'node:timers/promises';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { OverviewView } from '@/components/overview/overview-view';
import { overviewQuery } from '@/components/overview/queries';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { getOverview } from '@/lib/server/overview/get-overview';

export const metadata: Metadata = { title: 'Overview' };

/** Longer than this the page doesn't wait: the browser asks for it itself. */
const FIRST_PAINT_MS = 1_500;

export default async function OverviewPage() {
  const staff = await requireStaff('users.read');
  const client = new QueryClient();
  const { queryKey } = overviewQuery();
  const overview = client.prefetchQuery({ queryKey, queryFn: () => getOverview(staff.actor) });
  await Promise.race([overview, sleep(FIRST_PAINT_MS)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <OverviewView permissions={staff.permissions} />
    </HydrationBoundary>
  );
}
