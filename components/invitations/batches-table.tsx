'use client';

import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import Link from 'next/link';
import { debounce } from 'nuqs';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { RelativeTime } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { ErrorState, EmptyState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { Table, Th, EmptyCell, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { useUrlFilters } from '@/components/ui/use-url-state';
import type { Batch } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { batchListParsers, type BatchListPlace } from './batch-list-parsers';
import { BATCHES_TABLE_ID, BatchesToolbar } from './batches-toolbar';
import { batchTitle, describeBatch } from './describe-batch';
import { problemsIn, sentIn } from './invitation-states';
import { OutcomeBar } from './outcome-bar';
import { BATCHES_PAGE_SIZE, batchesQuery } from './queries';

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

/** The whole row leads to the batch. */
function BatchesTableRow({ batch }: { batch: Batch }) {
  const { counts, total } = batch;
  const { tone, label, isBusy } = describeBatch(batch, 0);
  const problems = problemsIn(counts);
  const status = <Status tone={tone} label={label} isBusy={isBusy} />;
  return (
    <Tr isOpener>
      <Td className="py-1.5 sm:w-2/5 sm:max-w-0 sm:py-0">
        <Link
          href={`/invitations/${batch.id}`}
          data-open=""
          className="line-clamp-2 font-medium break-words hover:underline sm:line-clamp-1 sm:break-all"
        >
          {batchTitle(batch)}
        </Link>
        <span className="block text-12 text-muted sm:hidden">{status}</span>
      </Td>
      <Td className="hidden sm:table-cell">{status}</Td>
      <Td className="w-32 py-1.5 sm:w-auto sm:py-0">
        <span className="flex flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
          <OutcomeBar counts={counts} total={total} className="w-full sm:w-24" />
          <span className="text-12 whitespace-nowrap text-muted tabular-nums">
            {formatNumber(sentIn(counts))} of {formatNumber(total)} sent
            {problems > 0 && (
              <span className="text-warn-text"> · {formatNumber(problems)} to look at</span>
            )}
          </span>
        </span>
      </Td>
      <Td className="hidden w-1/5 max-w-0 text-muted lg:table-cell">
        {batch.createdBy ? <TruncatedText text={batch.createdBy} /> : <EmptyCell />}
      </Td>
      <Td className="hidden text-right text-muted md:table-cell">
        <RelativeTime at={batch.createdAt} />
      </Td>
    </Tr>
  );
}

/** Nobody was invited here yet. */
function NoBatches({ canInvite }: { canInvite: boolean }) {
  return (
    <EmptyState
      icon={<Mail aria-hidden />}
      title="Invite many people from a file or a pasted list"
      action={
        canInvite && (
          <LinkButton variant="primary" href="/invitations/new">
            Invite people
          </LinkButton>
        )
      }
    >
      <p>
        The list is checked before anything is sent, and each address’s answer is kept here.{' '}
        {!canInvite && (
          <>
            Your role can look at batches; to start one, ask a manager. Customers are listed under{' '}
            <Link href="/users" className="underline underline-offset-2">
              Users
            </Link>
            .
          </>
        )}
      </p>
    </EmptyState>
  );
}

/** There are some, but none like that. */
function NoMatchingBatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title="No batch matches"
      action={<Button onClick={onClear}>Show all batches</Button>}
    >
      <p>The search looks at names, at who started a batch, and at the addresses in it.</p>
    </EmptyState>
  );
}

/** The value once it has rested for a moment. */
function useRested<Value>(value: Value, restMs: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
