import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { deviceFilterParsers } from '@/components/devices/device-filters';
import { DevicesView } from '@/components/devices/devices-view';
import { connectionsQuery, devicesQuery } from '@/components/devices/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { accountOnPage } from '@/lib/server/accounts/chosen-account';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listConnections } from '@/lib/server/devices/connections';
import { listDevices } from '@/lib/server/devices/list-devices';

export const metadata: Metadata = { title: 'Devices' };

const loadFilters = createLoader(deviceFilterParsers);

type DevicesPageProps = { searchParams: Promise<SearchParams> };

export default async function DevicesPage({ searchParams }: DevicesPageProps) {
  const staff = await requireStaff('devices.read');
  const inUrl = await loadFilters(searchParams);
  const filters = {
    ...inUrl,
    account: await accountOnPage(staff.actor, 'remoteit', inUrl.account),
  };
  const account = filters.account ?? undefined;
  const query = {
    ...filters,
    account,
    state: filters.state ?? undefined,
    shared: filters.shared ?? undefined,
    offlineDays: filters.offlineDays ?? undefined,
  };
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey: devicesQuery(filters).queryKey,
          queryFn: () => listDevices(staff.actor, query),
        }),
        client.prefetchQuery({
          queryKey: connectionsQuery(filters.account).queryKey,
          queryFn: () => listConnections(staff.actor, { account }),
        }),
      ]}
    >
      <DevicesView permissions={staff.permissions} />
    </Prefetched>
  );
}
