'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { MenuButton } from '@/components/ui/menu-button';
import { PageHeader } from '@/components/ui/page';
import { EmptyState, QueryError } from '@/components/ui/states';
import { useOpened, useUrlFilters } from '@/components/ui/use-url-state';
import { askAdmission } from '@/lib/client/admission';
import { eventFilterParsers, type EventFilters } from './event-filters';
import { EventsTable } from './events-table';
import { EventsToolbar } from './events-toolbar';
import { ProofLine } from './proof-line';
import { eventsExportPath, eventsQuery, eventQuery } from './queries';
import { ReaderPermissions } from './target-link';

const noFilters = {
  q: '',
  actor: '',
  target: '',
  action: null,
  account: null,
  outcome: null,
  when: null,
  from: '',
  to: '',
} as const satisfies EventFilters;

const EventPanel = lazy(async () => ({ default: (await import('./event-panel')).EventPanel }));

type AuditLogViewProps = {
  canExport: boolean;
  /** Not confined to some accounts: the log is sealed as a whole. */
  seesAll: boolean;
  /** The reader's: what they may open from here. */
  permissions?: readonly string[];
};

/** Who did what to whom, why, from where, and with what result. */
export function AuditLogView({ canExport, seesAll, permissions = [] }: AuditLogViewProps) {
  const [filters, changeFilters] = useUrlFilters(eventFilterParsers, ['q']);
  const isFiltered = Object.values(filters).some(Boolean);
  const query = useInfiniteQuery(eventsQuery(filters));
  const { data, isPending } = query;
  const { opened, open, close } = useOpened('event');
  const events = data?.pages.flatMap((page) => page.items);
  const listed = events?.find(({ id }) => id === opened);
  // A link may name an event that isn't on the loaded pages.
  const one = useQuery({ ...eventQuery(opened ?? ''), enabled: opened !== null && !listed });
  const event = listed ?? (opened === null ? undefined : one.data);
  const showOnly = (change: Partial<EventFilters>) => {
    close();
    void changeFilters({ ...noFilters, ...change });
  };
  const exportAs = (format: 'csv' | 'jsonl') =>
    downloadFrom(eventsExportPath(filters, format), () => askAdmission('exports'));

  return (
    <ReaderPermissions value={permissions}>
      <PageHeader
        title="Audit log"
        description="Every action, who took it, and its result. No one can edit or delete an event."
        actions={canExport && <Exports onExport={exportAs} />}
      />
      {seesAll && <ProofLine canVerify={canExport} onOpen={open} />}
      <EventsToolbar
        filters={filters}
        onChange={changeFilters}
        count={isPending ? undefined : events?.length}
        hasMore={query.hasNextPage}
      />
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the audit log" query={query} />
      ) : (
        <EventsTable events={isPending ? undefined : events} onOpen={({ id }) => open(id)} />
      )}
      {events?.length === 0 && (
        <EmptyState
          title={isFiltered ? 'No matching events' : 'No events yet'}
          action={isFiltered && <Button onClick={() => changeFilters(null)}>Clear filters</Button>}
        >
          {isFiltered
            ? 'No event matches all filters.'
            : 'Every sign-in, invitation, and connection is recorded here.'}
        </EmptyState>
      )}
      {query.hasNextPage && (
        <div className="grid place-items-center py-4">
          <Button isPending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load older events
          </Button>
        </div>
      )}
      {event && (
        <Suspense fallback={null}>
          <EventPanel event={event} onFilter={showOnly} onClose={close} />
        </Suspense>
      )}
    </ReaderPermissions>
  );
}

const AccessReportDialog = lazy(async () => ({
  default: (await import('./access-report-dialog')).AccessReportDialog,
}));

function Exports({ onExport }: { onExport: (format: 'csv' | 'jsonl') => Promise<unknown> }) {
  const [isReporting, setIsReporting] = useState(false);
  return (
    <>
      <Button onClick={() => setIsReporting(true)}>Access report</Button>
      <MenuButton
        label="Export matching events"
        align="end"
        entries={[
          { label: 'CSV', onSelect: () => void onExport('csv') },
          { label: 'JSON Lines', onSelect: () => void onExport('jsonl') },
        ]}
      >
        <Download aria-hidden />
        Export
      </MenuButton>
      {isReporting && (
        <Suspense fallback={null}>
          <AccessReportDialog onClose={() => setIsReporting(false)} />
        </Suspense>
      )}
    </>
  );
}
