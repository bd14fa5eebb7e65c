'use client';

import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ChangesOfWeek } from '@/components/seats/seats-changes';
import { IconButton } from '@/components/ui/icon-button';
import { StaleBar } from '@/components/ui/notice';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { LoadingRegion, Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import type { Overview } from '@/lib/contract/overview';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { attentionItems } from './attention-items';
import { AttentionList } from './attention-list';
import { LatestEvents } from './latest-events';
import { useListLinks } from './list-links';
import { IdleList, NewUsersList, OfflineList, OverList } from './overview-lists';
import { overviewQuery } from './queries';
import { SeatsHistory } from './seats-history';

/** What needs attention, with the seats, devices and latest events. */
export function OverviewView({ permissions }: { permissions: readonly string[] }) {
  const { data, error, refetch } = useQuery(overviewQuery());
  // Background refetches show no spinner.
  const [isRefreshing, setIsRefreshing] = useState(false);
  const refresh = async () => {
    setIsRefreshing(true);
    await refetch();
    setIsRefreshing(false);
  };
  return (
    <>
      <PageHeader
        width="page"
        title="Overview"
        description={data ? <Figures overview={data} /> : <Skeleton className="my-1 w-72" />}
        actions={data && <Age overview={data} isRefreshing={isRefreshing} onRefresh={refresh} />}
      />
      {data && (
        <OldLists
          overview={data}
          reason={error?.detail}
          isRefreshing={isRefreshing}
          onRefresh={refresh}
        />
      )}
      {data && <Parts overview={data} permissions={permissions} />}
      {!data && error && (
        <ErrorState
          title="Couldn’t load the overview"
          requestId={error.requestId}
          onRetry={refresh}
          isRetrying={isRefreshing}
        >
          {error.detail}
        </ErrorState>
      )}
      {!data && !error && <OverviewSkeleton />}
    </>
  );
}

function Parts({ overview, permissions }: { overview: Overview; permissions: readonly string[] }) {
  const { seats, devices, seatsByDay, activity } = overview;
  const link = useListLinks(overview);
  return (
    <OverviewColumns
      main={
        <>
          <AttentionList
            {...attentionItems(overview, permissions, link)}
            acknowledged={overview.acknowledged}
            mayAcknowledge={permissions.includes('problems.acknowledge')}
          />
          <SeatsHistory part={seatsByDay} seats={seats} />
          <ChangesOfWeek>
            {({ title, summary, lines }) => (
              <Panel title={title} description={summary}>
                <ul className="divide-y divide-line">{lines}</ul>
              </Panel>
            )}
          </ChangesOfWeek>
          {seats.isAvailable && (
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <OverList seats={seats} link={link} />
              <IdleList idle={seats.idle} link={link} />
            </div>
          )}
        </>
      }
      side={
        <>
          <LatestEvents part={activity} />
          {devices.isAvailable && <OfflineList offline={devices.offline} link={link} />}
          {seats.isAvailable && <NewUsersList newUsers={seats.newUsers} link={link} />}
        </>
      }
    />
  );
}

function Figures({ overview: { seats, devices } }: { overview: Overview }) {
  const figures = [
    seats.isAvailable && formatCount(seats.users, 'user'),
    seats.isAvailable &&
      `${formatNumber(seats.seatsUsed)} of ${formatCount(seats.seats, 'seat')} in use`,
    devices.isAvailable && formatCount(devices.devices, 'device'),
  ].filter(Boolean);
  return <span className="tabular-nums">{figures.join(' · ') || 'No data available.'}</span>;
}

type AgeProps = { overview: Overview; isRefreshing: boolean; onRefresh: () => void };

function Age({ overview, isRefreshing, onRefresh }: AgeProps) {
  const oldest = oldestOf(overview, () => true);
  return (
    <span className="flex items-center gap-2 text-12 text-muted">
      {oldest && (
        <span>
          Updated <RelativeTime at={oldest} />
        </span>
      )}
      <IconButton
        label="Refresh overview"
        size="icon-sm"
        onClick={onRefresh}
        isPending={isRefreshing}
      >
        <RefreshCw />
      </IconButton>
    </span>
  );
}

/** @param reason why the overview couldn't be refetched, if it couldn't */
function OldLists({
  overview,
  reason,
  isRefreshing,
  onRefresh,
}: AgeProps & { reason: string | undefined }) {
  const oldest = oldestOf(overview, ({ isStale }) => isStale || reason !== undefined);
  if (!oldest) return null;
  const { seats, devices } = overview;
  const names = [
    seats.isAvailable && seats.isStale && 'RemotePC',
    devices.isAvailable && devices.isStale && 'remote.it',
  ].filter(Boolean);
  return (
    <div className="mb-4 border-t border-warn-line">
      <StaleBar fetchedAt={oldest} onRefresh={onRefresh} isRefreshing={isRefreshing}>
        {reason ?? `${names.join(' and ')} ${names.length > 1 ? 'aren’t' : 'isn’t'} responding.`}
      </StaleBar>
    </div>
  );
}

function oldestOf(
  { seats, devices }: Overview,
  counts: (source: { isStale: boolean }) => boolean,
): string | undefined {
  return [seats, devices]
    .flatMap((part) => (part.isAvailable && counts(part) ? [part.fetchedAt] : []))
    .sort()[0];
}

/** What to act on at the left, what to read at the right; stacked on narrow screens. */
function OverviewColumns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <PageBody>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">{main}</div>
        <div className="flex min-w-0 flex-col gap-4">{side}</div>
      </div>
    </PageBody>
  );
}

function OverviewSkeleton() {
  return (
    <LoadingRegion label="Loading the overview">
      <OverviewColumns
        main={
          <>
            <SkeletonPanel title="Needs attention" lines={5} />
            <SkeletonPanel title="Seats over time" lines={4} />
          </>
        }
        side={<SkeletonPanel title="Latest events" lines={8} />}
      />
    </LoadingRegion>
  );
}

function SkeletonPanel({ title, lines }: { title: string; lines: number }) {
  return (
    <Panel title={title} isFlush>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="flex h-10 items-center px-4">
          <Skeleton className={line % 2 === 0 ? 'w-3/5' : 'w-2/5'} />
        </div>
      ))}
    </Panel>
  );
}
