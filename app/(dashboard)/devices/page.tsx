import { setTimeout as sleep } from 'node:timers/promises';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { deviceFilterParsers } from '@/components/devices/device-filters';
import { DevicesView } from '@/components/devices/devices-view';
import { connectionsQuery, devicesQuery } from '@/components/devices/queries';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listConnections } from '@/lib/server/devices/connections';
import { listDevices } from '@/lib/server/devices/list-devices';

export const metadata: Metadata = { title: 'Devices' };

/** Longer than this the page doesn't wait for its rows: the browser asks for them itself. */
const FIRST_PAINT_MS = 1_500;

const loadFilters = createLoader(deviceFilterParsers);

type DevicesPageProps = { searchParams: Promise<SearchParams> };

export default async function DevicesPage({ searchParams }: DevicesPageProps) {
  const staff = await requireStaff('devices.read');
  const filters = await loadFilters(searchParams);
  const account = filters.account ?? undefined;
  const client = new QueryClient();
  const { queryKey } = devicesQuery(filters);
  const query = {
    ...filters,
    account,
    state: filters.state ?? undefined,
    shared: filters.shared ?? undefined,
    offlineDays: filters.offlineDays ?? undefined,
  };
  const devices = client.prefetchQuery({ queryKey, queryFn: () => listDevices(query) });
  const connections = client.prefetchQuery({
    queryKey: connectionsQuery(filters.account).queryKey,
    queryFn: () => listConnections(staff.actor, { account }),
  });
  await Promise.race([Promise.all([devices, connections]), sleep(FIRST_PAINT_MS)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DevicesView permissions={staff.permissions} />
    </HydrationBoundary>
  );
}
