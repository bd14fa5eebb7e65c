'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { MenuButton } from '@/components/ui/menu-button';
import { PageHeader } from '@/components/ui/page';
import { EmptyState, ErrorState } from '@/components/ui/states';
import { useOpened } from '@/components/ui/use-url-state';
import { ApiProblem } from '@/lib/client/fetch-api';
import { ActivityTable } from './activity-table';
import { ActivityToolbar } from './activity-toolbar';
import { activityExportPath, activityQuery, eventQuery } from './queries';
import { useActivityFilters } from './use-activity-filters';
import { askAdmission } from '@/lib/client/admission';

const EventPanel = lazy(async () => ({ default: (await import('./event-panel')).EventPanel }));

/** Who did what to whom, why, from where and how it ended. */
export function ActivityView({ canExport }: { canExport: boolean }) {
  const { filters, changeFilters, clearFilters, isFiltered } = useActivityFilters();
  const { data, error, isPending, isFetching, isFetchingNextPage, hasNextPage, ...query } =
    useInfiniteQuery(activityQuery(filters));
  const { opened, open, close } = useOpened('event');
  const events = data?.pages.flatMap((page) => page.items);
  const listed = events?.find(({ id }) => id === opened);
  // A link may name an event that the list doesn't reach.
  const one = useQuery({ ...eventQuery(opened ?? ''), enabled: opened !== null && !listed });
  const event = listed ?? (opened === null ? undefined : one.data);

  return (
    <>
      <PageHeader
        title="Activity"
        description="What was asked for and how it ended. Nothing here can be changed or removed."
        actions={
          canExport && (
            <MenuButton
              label="Export what matches"
              align="end"
              entries={[
                {
                  label: 'CSV',
                  onSelect: () =>
                    downloadFrom(activityExportPath(filters, 'csv'), () => askAdmission('exports')),
                },
                {
                  label: 'JSON lines',
                  onSelect: () =>
                    downloadFrom(activityExportPath(filters, 'jsonl'), () =>
                      askAdmission('exports'),
                    ),
                },
              ]}
            >
              Export
            </MenuButton>
          )
        }
      />
      <ActivityToolbar filters={filters} onChange={changeFilters} />
      {error && !data ? (
        <ErrorState
          title="The activity can’t be shown"
          requestId={error instanceof ApiProblem ? error.requestId : undefined}
          onRetry={() => void query.refetch()}
          isRetrying={isFetching}
        >
          {error instanceof ApiProblem ? error.detail : 'Try again in a moment.'}
        </ErrorState>
      ) : (
        <ActivityTable events={isPending ? undefined : events} onOpen={({ id }) => open(id)} />
      )}
      {events?.length === 0 && (
        <EmptyState
          title={isFiltered ? 'Nothing matches' : 'Nothing has happened yet'}
          action={isFiltered && <Button onClick={clearFilters}>Clear the filters</Button>}
        >
          {isFiltered
            ? 'No event fits all of these filters.'
            : 'Every sign-in, invitation and connection is written down here as it happens.'}
        </EmptyState>
      )}
      {hasNextPage && (
        <div className="grid place-items-center py-4">
          <Button isPending={isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
      {event && (
        <Suspense fallback={null}>
          <EventPanel event={event} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
