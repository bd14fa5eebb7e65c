'use client';

import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import Link from 'next/link';
import { debounce } from 'nuqs';
import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { RelativeTime } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { ErrorState, EmptyState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { Table, Th, EmptyCell, Td, Tr } from '@/components/ui/table';
import { useDebounced } from '@/components/ui/use-debounced';
import { useUrlFilters } from '@/components/ui/use-url-state';
import { accountQuery } from '@/lib/client/what-is-known';
import type { Batch } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { batchFilterParsers, type BatchFilters } from './batch-filters';
import { BATCHES_TABLE_ID, BatchesToolbar } from './batches-toolbar';
import { batchTitle, describeBatch } from './describe-batch';
import { problemsIn, problemsText, sentIn } from './invitation-states';
import { OutcomeBar } from './outcome-bar';
import { BATCHES_PAGE_SIZE, batchesQuery } from './queries';

/** How long typing pauses before the search runs. */
const SEARCH_DELAY_MS = 200;

const columns = [
  '',
  'hidden w-36 @xl:table-cell',
  'w-36 @max-2xl:pr-(--gutter) @xl:w-64',
  'hidden w-1/5 @4xl:table-cell',
  'hidden w-32 text-right @2xl:table-cell',
] as const;

/** All batches, newest first. Those under way update automatically. */
export function BatchesTable({ canInvite }: { canInvite: boolean }) {
  const [inUrl, setFilters] = useUrlFilters(batchFilterParsers, ['search']);
  const choice = useAccountChoiceOf('remotepc', inUrl.account);
  const filters = { ...inUrl, account: choice.account };
  const newPath = `/invitations/new${accountQuery(choice.account)}`;
  const search = useDebounced(filters.search, SEARCH_DELAY_MS);
  const { data, error, isPending, isFetching, refetch } = useQuery(
    batchesQuery({ ...filters, search }),
  );
  const isFiltered = filters.search !== '' || filters.status !== null;
  const isEmpty = data?.total === 0;
  const isNew = isEmpty && !isFiltered && search === '';
  const change = (next: Partial<BatchFilters>) =>
    void setFilters(
      { page: 1, ...next },
      // Browsers limit how often a page may change its URL.
      next.search ? { limitUrlUpdates: debounce(SEARCH_DELAY_MS) } : {},
    );
  return (
    <>
      <PageHeader
        title="Invitations"
        description="Batches of RemotePC invitations and their results."
        actions={
          canInvite && (
            <LinkButton variant="primary" href={newPath}>
              Invite people
            </LinkButton>
          )
        }
      />
      {(!isNew || choice.offered.length > 0) && (
        <BatchesToolbar filters={filters} choice={choice} onChange={change} total={data?.total} />
      )}
      {error && !data && (
        <ErrorState
          title="Couldn’t load invitations"
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
        <div className="@container">
          <Table
            id={BATCHES_TABLE_ID}
            aria-label="Invitation batches"
            aria-busy={isPending}
            className="table-fixed"
          >
            <thead>
              <tr>
                <Th className={columns[0]}>Name</Th>
                <Th className={columns[1]}>Status</Th>
                <Th className={columns[2]}>Progress</Th>
                <Th className={columns[3]}>Created by</Th>
                <Th className={columns[4]}>Created</Th>
              </tr>
            </thead>
            <tbody>
              {isPending ? (
                <SkeletonRows columns={columns} />
              ) : (
                data?.items.map((batch) => (
                  <BatchesTableRow
                    key={batch.id}
                    batch={batch}
                    accountName={choice.isAll ? choice.nameOf(batch.accountId) : null}
                  />
                ))
              )}
            </tbody>
          </Table>
        </div>
      )}
      {data && !isEmpty && (
        <Pagination
          page={filters.page}
          pageSize={BATCHES_PAGE_SIZE}
          total={data.total}
          noun="batch"
          plural="batches"
          onPageChange={(page) => void setFilters({ page })}
        />
      )}
    </>
  );
}

type BatchesTableRowProps = {
  batch: Batch;
  /** Null if all batches are of one account. */
  accountName: string | null;
};

/** The whole row opens the batch. */
function BatchesTableRow({ batch, accountName }: BatchesTableRowProps) {
  const { counts, total } = batch;
  const { tone, label, isBusy } = describeBatch(batch, 0);
  const problems = problemsIn(counts);
  const status = <Status tone={tone} label={label} isBusy={isBusy} />;
  return (
    <Tr isOpener>
      <Td className="py-1.5 @xl:py-0">
        <Link
          href={`/invitations/${batch.id}`}
          data-open=""
          className="line-clamp-2 font-medium break-words hover:underline @xl:line-clamp-1 @xl:break-all"
        >
          {batchTitle(batch)}
        </Link>
        {accountName !== null && (
          <span className="block truncate text-12 text-muted @xl:pb-1">{accountName}</span>
        )}
        <span className="block text-12 text-muted @xl:hidden">{status}</span>
      </Td>
      <Td className="hidden @xl:table-cell">{status}</Td>
      <Td className="py-1.5 @max-2xl:pr-(--gutter) @xl:py-0">
        <span className="flex flex-col gap-x-3 gap-y-1 @xl:flex-row @xl:items-center">
          <OutcomeBar counts={counts} total={total} className="w-full @xl:w-24" />
          <span className="text-12 whitespace-nowrap text-muted tabular-nums">
            {formatNumber(sentIn(counts))} of {formatNumber(total)} processed
            {problems > 0 && <span className="text-warn-text"> · {problemsText(problems)}</span>}
          </span>
        </span>
      </Td>
      <Td className="hidden text-muted @4xl:table-cell">
        {batch.createdBy ? (
          <span title={batch.createdBy} className="block truncate">
            {batch.createdByName ?? batch.createdBy}
          </span>
        ) : (
          <EmptyCell />
        )}
      </Td>
      <Td className="hidden text-right text-muted @2xl:table-cell">
        <RelativeTime at={batch.createdAt} />
      </Td>
    </Tr>
  );
}

function NoBatches({ canInvite }: { canInvite: boolean }) {
  return (
    <EmptyState
      icon={<Mail aria-hidden />}
      title="No invitations yet"
      action={
        canInvite && (
          <LinkButton variant="primary" href="/invitations/new">
            Invite people
          </LinkButton>
        )
      }
    >
      <p>
        Invite people from a file or a pasted list. The list is checked before anything is sent, and
        the result for each address is recorded here.{' '}
        {!canInvite && (
          <>
            Your role can only view batches. To create one, ask a manager. Existing users are listed
            under{' '}
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

function NoMatchingBatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title="No matching batches"
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      <p>Search covers batch names, creators and email addresses.</p>
    </EmptyState>
  );
}
