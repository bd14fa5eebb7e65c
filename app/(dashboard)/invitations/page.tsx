import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { batchListParsers } from '@/components/invitations/batch-list-parsers';
import { BatchesTable } from '@/components/invitations/batches-table';
import { BATCHES_PAGE_SIZE, batchesQuery } from '@/components/invitations/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { findAccount } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listBatches } from '@/lib/server/invitations/list-batches';

export const metadata: Metadata = { title: 'Invitations' };

const loadPlace = createLoader(batchListParsers);

type InvitationsPageProps = { searchParams: Promise<SearchParams> };

export default async function InvitationsPage({ searchParams }: InvitationsPageProps) {
  const { permissions } = await requireStaff('batches.read');
  const place = await loadPlace(searchParams);
  const { account, search, status, page } = place;
  const findBatches = async () => {
    const { id } = findAccount('remotepc', account ?? undefined);
    return listBatches(id, {
      search: search.trim(),
      status: status ?? undefined,
      page,
      pageSize: BATCHES_PAGE_SIZE,
    });
  };
  const { queryKey } = batchesQuery(place);
  return (
    <Prefetched load={(client) => [client.prefetchQuery({ queryKey, queryFn: findBatches })]}>
      <BatchesTable canInvite={permissions.includes('batches.write')} />
    </Prefetched>
  );
}
