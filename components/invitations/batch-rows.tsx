'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral } from 'nuqs';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { Pagination } from '@/components/ui/pagination';
import { RelativeTime } from '@/components/ui/relative-time';
import { SearchInput } from '@/components/ui/search-input';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState, ErrorState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { Table, Th, Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import { useDebounced } from '@/components/ui/use-debounced';
import { useUrlFilters } from '@/components/ui/use-url-state';
import { cn } from '@/lib/client/cn';
import type { Batch, BatchRow } from '@/lib/contract/invitations';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { BatchCauses, useCauses } from './batch-causes';
import { BatchSeen } from './batch-seen';
import { invitationStates, invitationStatuses } from './invitation-states';
import { batchRowsQuery, isUnderWay, POLL_MS, ROWS_PAGE_SIZE } from './queries';

const ROWS_TABLE_ID = 'batch-rows';
const SEARCH_DELAY_MS = 200;

const columns = [
  'w-3/5 sm:w-2/5',
  'hidden w-20 sm:table-cell',
  '',
  'hidden w-36 lg:table-cell',
] as const;

const filterParsers = {
  search: parseAsSearch.withDefault(''),
  state: parseAsStringLiteral(invitationStatuses),
  cause: parseAsString,
  page: parseAsPage.withDefault(1),
};

type BatchRowsProps = { batch: Batch; canAcknowledge: boolean };

/** The addresses in a batch and their results. */
export function BatchRows({ batch, canAcknowledge }: BatchRowsProps) {
  const [{ search, state, cause, page }, setFilters] = useUrlFilters(filterParsers, ['search']);
  const searched = useDebounced(search, SEARCH_DELAY_MS);
  const causes = useCauses(batch);
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...batchRowsQuery(batch.id, { status: state, search: searched, cause, page }),
    refetchInterval: isUnderWay(batch) ? POLL_MS : false,
  });
  const chips = invitationStatuses
    .filter((status) => batch.counts[status] > 0 || status === state)
    .map((status) => ({
      value: status,
      label: invitationStates[status].label,
      count: batch.counts[status],
    }));
  const isEmpty = data?.total === 0;
  return (
    <>
      {causes.length > 0 && (
        <div className="px-(--gutter)">
          <BatchCauses
            causes={causes}
            selected={cause}
            actions={<BatchSeen batch={batch} canAcknowledge={canAcknowledge} />}
            onSelect={(next) => void setFilters({ cause: next, state: null, page: 1 })}
          />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-(--gutter) pb-3">
        <SearchInput
          label="Search this batch by email"
          value={search}
          onValueChange={(text) => void setFilters({ search: text, page: 1 })}
          controls={isEmpty ? undefined : ROWS_TABLE_ID}
          className="w-full sm:w-56"
        />
        <CountChips
          label="Filter rows"
          value={state}
          chips={[{ value: null, label: 'All', count: batch.total }, ...chips]}
          onChange={(next) => void setFilters({ state: next, cause: null, page: 1 })}
        />
      </div>
      {error && !data ? (
        <ErrorState
          title="Couldn’t load the rows"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      ) : (
        !isEmpty && (
          <Table
            id={ROWS_TABLE_ID}
            aria-label="Invitations in this batch"
            aria-busy={isPending}
            className="table-fixed"
          >
            <thead>
              <tr>
                <Th className={cn('border-t', columns[0])}>Email</Th>
                <Th isNumeric className={cn('border-t', columns[1])}>
                  Seats
                </Th>
                <Th className="border-t">Result</Th>
                <Th className={cn('border-t text-right', columns[3])}>Last updated</Th>
              </tr>
            </thead>
            <tbody>
              {isPending ? (
                <SkeletonRows columns={columns} />
              ) : (
                data?.items.map((row) => (
                  <BatchRowsRow key={row.index} row={row} isBrief={cause !== null} />
                ))
              )}
            </tbody>
          </Table>
        )
      )}
      {isEmpty && (
        <EmptyState
          title="No matching rows"
          action={<Button onClick={() => void setFilters(null)}>Show all rows</Button>}
        />
      )}
      {data && !isEmpty && (
        <Pagination
          page={page}
          pageSize={ROWS_PAGE_SIZE}
          total={data.total}
          noun="row"
          onPageChange={(next) => void setFilters({ page: next })}
        />
      )}
    </>
  );
}

/**
 * One address: its state, an explanation, and RemotePC's own message. `isBrief`: all rows have the
 * same explanation, which stands above them.
 */
function BatchRowsRow({ row, isBrief }: { row: BatchRow; isBrief: boolean }) {
  const { email, seats, status, message, upstreamCode, attempts } = row;
  const { label, tone, sentence } = invitationStates[status];
  // Its label says it all.
  const isSaid = isBrief || status === 'exists';
  const text = isSaid ? undefined : (message ?? sentence);
  // The explanation may quote it already.
  const isCodeShown =
    upstreamCode && !isSaid && status !== 'invited' && !text?.includes(upstreamCode);
  return (
    <Tr>
      <Td className="py-1.5 align-top">
        <TruncatedText text={shownEmail(email)} />
        <span className="block text-12 text-muted sm:hidden">{formatCount(seats, 'seat')}</span>
      </Td>
      <Td isNumeric className="hidden py-1.5 align-top sm:table-cell">
        {formatNumber(seats)}
      </Td>
      <Td className="py-1.5 align-top max-lg:pr-(--gutter)">
        <Status tone={tone} label={label} isBusy={status === 'sending'} />
        {attempts > 1 && (
          <span className="text-12 text-muted"> · sent {formatNumber(attempts)} times</span>
        )}
        {text && <p className="text-12 text-muted">{text}</p>}
        {isCodeShown && (
          <p className="text-12 text-muted">
            RemotePC’s response: <code className="font-mono break-all">{upstreamCode}</code>
          </p>
        )}
      </Td>
      <Td className="hidden py-1.5 text-right align-top text-muted lg:table-cell">
        <RelativeTime at={row.updatedAt} />
      </Td>
    </Tr>
  );
}
