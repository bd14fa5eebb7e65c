'use client';

import { useQuery } from '@tanstack/react-query';
import { debounce } from 'nuqs';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { Table, Th } from '@/components/ui/table';
import { useUrlFilters } from '@/components/ui/use-url-filters';
import { batchListParsers, type BatchListPlace } from './batch-list-parsers';
import { BatchesTableRow } from './batches-table-row';
import { BATCHES_TABLE_ID, BatchesToolbar } from './batches-toolbar';
import { NoBatches, NoMatchingBatches } from './no-batches';
import { BATCHES_PAGE_SIZE, batchesQuery } from './queries';
import { useRested } from './use-rested';

/** How long the search rests before the server is asked. */
const SEARCH_REST_MS = 200;

const columns = [
  'w-2/5',
  'hidden sm:table-cell',
  '',
  'hidden lg:table-cell',
  'hidden md:table-cell',
];

/** All batches, newest first; those under way move by themselves. */
export function BatchesTable({ canInvite }: { canInvite: boolean }) {
  const [place, setPlace] = useUrlFilters(batchListParsers, ['search']);
  const search = useRested(place.search, SEARCH_REST_MS);
  const { data, error, isPending, isFetching, refetch } = useQuery(
    batchesQuery({ ...place, search }),
  );
  const isFiltered = place.search !== '' || place.status !== null;
  const isEmpty = data?.total === 0;
  const isNew = isEmpty && !isFiltered && search === '';
  const change = (next: Partial<BatchListPlace>) =>
    void setPlace(
      { page: 1, ...next },
      // Browsers refuse an address that changes with every key.
      next.search ? { limitUrlUpdates: debounce(SEARCH_REST_MS) } : {},
    );
  return (
    <>
      <PageHeader
        title="Invitations"
        description="Customers invited together, and what became of each."
        actions={
          canInvite && (
            <LinkButton variant="primary" href="/invitations/new">
              Invite people
            </LinkButton>
          )
        }
      />
      {!isNew && <BatchesToolbar filters={place} onChange={change} total={data?.total} />}
      {error && !data && (
        <ErrorState
          title="The invitations can’t be shown"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      )}
      {isNew && <NoBatches canInvite={canInvite} />}
      {isEmpty && !isNew && (
        <NoMatchingBatches onClear={() => change({ search: '', status: null })} />
      )}
      {!(error && !data) && !isEmpty && (
        <Table id={BATCHES_TABLE_ID} aria-label="Batches of invitations" aria-busy={isPending}>
          <thead>
            <tr>
              <Th>Name</Th>
              <Th className="hidden sm:table-cell">State</Th>
              <Th>Progress</Th>
              <Th className="hidden lg:table-cell">By</Th>
              <Th className="hidden text-right md:table-cell">Started</Th>
            </tr>
          </thead>
          <tbody>
            {isPending ? (
              <SkeletonRows columns={columns} />
            ) : (
              data?.items.map((batch) => <BatchesTableRow key={batch.id} batch={batch} />)
            )}
          </tbody>
        </Table>
      )}
      {data && !isEmpty && (
        <Pagination
          page={place.page}
          pageSize={BATCHES_PAGE_SIZE}
          total={data.total}
          noun="list"
          onPageChange={(page) => void setPlace({ page })}
        />
      )}
    </>
  );
}
