'use client';

import { RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from './icon-button';
import { StaleBar } from './notice';
import { RelativeTime } from './relative-time';
import { toast } from './toast';

/** A page of a list that the server caches from an upstream. */
type CachedPage = { total: number; fetchedAt: string; isStale: boolean };
type Problem = { detail: string };

type CachedListOptions<Page extends CachedPage> = {
  /** As an error names it: "RemotePC". */
  upstream: string;
  query: {
    data: Page | undefined;
    error: Problem | null;
    isPlaceholderData: boolean;
    isFetchedAfterMount: boolean;
  };
  refresh: {
    mutate: (
      input: undefined,
      on: { onSuccess: (page: Page) => void; onError: (problem: Problem) => void },
    ) => void;
    isPending: boolean;
  };
  /** The place in the list, as the URL has it. */
  place: { page: number; pageSize: number };
  /** Called with the last page if the page in the URL doesn't exist. */
  onPastEnd: (lastPage: number) => void;
};

/** Whether a cached list is out of date, a way to refresh it, and no page past its end. */
export function useCachedList<Page extends CachedPage>(options: CachedListOptions<Page>) {
  const { upstream, query, refresh, place, onPastEnd } = options;
  const { data, error, isPlaceholderData, isFetchedAfterMount } = query;

  const lastPage = data ? Math.max(1, Math.ceil(data.total / place.pageSize)) : null;
  const isPastEnd = lastPage !== null && !isPlaceholderData && place.page > lastPage;
  useEffect(() => {
    if (isPastEnd && lastPage !== null) onPastEnd(lastPage);
  });

  const refreshNow = () =>
    refresh.mutate(undefined, {
      onSuccess: ({ isStale }) => {
        if (isStale)
          toast.error(`${upstream} can’t be reached`, {
            description: 'Showing the last known list.',
          });
      },
      onError: ({ detail }) => toast.error('Couldn’t refresh the list', { description: detail }),
    });
  return {
    upstream,
    fetchedAt: data?.fetchedAt,
    isOutdated: data !== undefined && (error !== null || (data.isStale && isFetchedAfterMount)),
    problem: error,
    refreshNow,
    isRefreshing: refresh.isPending,
  };
}

export type CachedList = ReturnType<typeof useCachedList>;

/** The age of the list and the refresh button, for the toolbar. */
export function ListAge({ list }: { list: CachedList }) {
  return (
    <>
      {list.fetchedAt && (
        <span className="hidden lg:inline">
          Updated <RelativeTime at={list.fetchedAt} />
        </span>
      )}
      <IconButton
        label="Refresh the list"
        size="icon-sm"
        onClick={list.refreshNow}
        isPending={list.isRefreshing}
        className="-mx-1.5"
      >
        <RefreshCw />
      </IconButton>
    </>
  );
}

/** The bar above an outdated list: how old, why, and a way to try again. */
export function OutdatedBar({ list }: { list: CachedList }) {
  if (!list.isOutdated || list.fetchedAt === undefined) return null;
  return (
    <StaleBar
      fetchedAt={list.fetchedAt}
      onRefresh={list.refreshNow}
      isRefreshing={list.isRefreshing}
    >
      {list.problem?.detail ?? `${list.upstream} isn’t responding. This is the last known list.`}
    </StaleBar>
  );
}
