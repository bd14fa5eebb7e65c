import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { DevicesList } from './devices-list';

export const metadata: Metadata = { title: 'Devices' };

type DevicesPageProps = { searchParams: Promise<SearchParams> };

export default async function DevicesPage({ searchParams }: DevicesPageProps) {
  const staff = await requireStaff('devices.read');
  return <DevicesList staff={staff} searchParams={searchParams} />;
}
