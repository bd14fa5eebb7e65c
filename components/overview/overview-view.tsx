'use client';

import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { StaleBar } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import type { Overview } from '@/lib/contract/overview';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { attentionItems, AttentionList } from './attention-list';
import { LastActivity } from './last-activity';
import { IdleList, NewUsersList, OfflineList, OverList } from './overview-lists';
import { OverviewColumns, OverviewSkeleton } from './overview-skeleton';
import { overviewQuery } from './queries';
import { SeatsHistory } from './seats-history';

/** The morning's briefing: what needs attention, and where it stands. */
export function OverviewView({ permissions }: { permissions: readonly string[] }) {
  const { data, error, refetch } = useQuery(overviewQuery());
  // What is fetched by itself in the background turns no wheel.
  const [isRefreshing, setIsRefreshing] = useState(false);
  const refresh = async () => {
    setIsRefreshing(true);
    await refetch();
    setIsRefreshing(false);
  };
  return (
    <>
      <PageHeader
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
          title="The overview can’t be shown"
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
  return (
    <OverviewColumns
      main={
        <>
          <AttentionList {...attentionItems(overview, permissions)} />
          <SeatsHistory part={seatsByDay} seats={seats} />
          {seats.isAvailable && (
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <OverList over={seats.over} />
              <IdleList idle={seats.idle} />
            </div>
          )}
        </>
      }
      side={
        <>
          <LastActivity part={activity} />
          {devices.isAvailable && <OfflineList offline={devices.offline} />}
          {seats.isAvailable && <NewUsersList newUsers={seats.newUsers} />}
        </>
      }
    />
  );
}

function Figures({ overview: { seats, devices } }: { overview: Overview }) {
  const figures = [
    seats.isAvailable && formatCount(seats.users, 'customer user'),
    seats.isAvailable &&
      `${formatNumber(seats.seatsUsed)} of ${formatCount(seats.seats, 'seat')} used`,
    devices.isAvailable && formatCount(devices.devices, 'device'),
  ].filter(Boolean);
  return <span className="tabular-nums">{figures.join(' · ') || 'No list can be had now.'}</span>;
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
        label="Refresh the overview"
        size="icon-sm"
        onClick={onRefresh}
        isPending={isRefreshing}
      >
        <RefreshCw />
      </IconButton>
    </span>
  );
}

/** @param reason why the overview itself could not be read again, where it couldn’t */
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
    <StaleBar fetchedAt={oldest} onRefresh={onRefresh} isRefreshing={isRefreshing}>
      {reason ??
        `${names.join(' and ')} ${names.length > 1 ? 'haven’t' : 'hasn’t'} answered since.`}
    </StaleBar>
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
