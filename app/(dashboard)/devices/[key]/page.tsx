import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { DevicePage } from '@/components/devices/device-page';
import { connectionsQuery, deviceDetailsQuery } from '@/components/devices/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listConnections } from '@/lib/server/devices/connections';
import { findDevice } from '@/lib/server/devices/find-device';
import { knownItem } from '../../known-item';
import { DevicesList } from '../devices-list';

export const metadata: Metadata = { title: 'Device' };

type OneDevicePageProps = {
  params: Promise<{ key: string }>;
  searchParams: Promise<SearchParams>;
};

/** One device: over the list where it was opened from it, otherwise as a page. */
export default async function OneDevicePage({ params, searchParams }: OneDevicePageProps) {
  const staff = await requireStaff('devices.read');
  const { key } = await params;
  if ((await searchParams).panel === '1') {
    return <DevicesList staff={staff} searchParams={searchParams} />;
  }
  const details = await knownItem(() => findDevice(staff.actor, key, { waitMs: 0 }));
  return (
    <Prefetched
      load={(client) => {
        if (!details) return [];
        const { accountId } = details.device;
        client.setQueryData(deviceDetailsQuery(key).queryKey, details);
        return [
          client.prefetchQuery({
            queryKey: connectionsQuery(accountId).queryKey,
            queryFn: () => listConnections(staff.actor, { account: accountId }),
          }),
        ];
      }}
    >
      <DevicePage deviceKey={key} permissions={staff.permissions} />
    </Prefetched>
  );
}
