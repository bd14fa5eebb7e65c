import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { batchFilterParsers } from '@/components/invitations/batch-filters';
import { BatchesTable } from '@/components/invitations/batches-table';
import { BATCHES_PAGE_SIZE, batchesQuery } from '@/components/invitations/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { findAccounts } from '@/lib/server/accounts/accounts';
import { accountOnPage } from '@/lib/server/accounts/chosen-account';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listBatches } from '@/lib/server/invitations/list-batches';

export const metadata: Metadata = { title: 'Invitations' };

const loadFilters = createLoader(batchFilterParsers);

type InvitationsPageProps = { searchParams: Promise<SearchParams> };

export default async function InvitationsPage({ searchParams }: InvitationsPageProps) {
  const { actor, permissions } = await requireStaff('batches.read');
  const inUrl = await loadFilters(searchParams);
  const filters = { ...inUrl, account: await accountOnPage(actor, 'remotepc', inUrl.account) };
  const { account, search, status, page } = filters;
  const findBatches = async () => {
    const accounts = await findAccounts(actor, 'remotepc', account ?? undefined);
    const ids = accounts.map(({ id }) => id);
    return listBatches(ids, {
      search: search.trim(),
      status: status ?? undefined,
      page,
      pageSize: BATCHES_PAGE_SIZE,
    });
  };
  const { queryKey } = batchesQuery(filters);
  return (
    <Prefetched load={(client) => [client.prefetchQuery({ queryKey, queryFn: findBatches })]}>
      <BatchesTable canInvite={permissions.includes('batches.write')} />
    </Prefetched>
  );
}
