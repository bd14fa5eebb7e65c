import { createLoader, type SearchParams } from 'nuqs/server';
import { deviceFilterParsers, matchingParams } from '@/components/devices/device-filters';
import { DevicesView } from '@/components/devices/devices-view';
import { connectionsQuery, devicesQuery } from '@/components/devices/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { listDevicesQuerySchema } from '@/lib/contract/devices';
import { accountOnPage } from '@/lib/server/accounts/chosen-account';
import type { PageStaff } from '@/lib/server/auth/require-staff';
import { listConnections } from '@/lib/server/devices/connections';
import { listDevices } from '@/lib/server/devices/list-devices';

const loadFilters = createLoader(deviceFilterParsers);

type DevicesListProps = { staff: PageStaff; searchParams: Promise<SearchParams> };

/** The list of devices, with or without the panel of one of them over it. */
export async function DevicesList({ staff, searchParams }: DevicesListProps) {
  const inUrl = await loadFilters(searchParams);
  const filters = {
    ...inUrl,
    account: await accountOnPage(staff.actor, 'remoteit', inUrl.account),
  };
  const account = filters.account ?? undefined;
  const { sort, page, pageSize } = filters;
  const query = listDevicesQuerySchema.parse({
    ...{ sort, page, pageSize, account },
    ...matchingParams(filters),
  });
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
