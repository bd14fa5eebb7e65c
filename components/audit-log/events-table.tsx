'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ClockTime, useZone } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { ActivityRow, AuditOutcome } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import { formatDate, formatNumber } from '@/lib/shared/format';
import { batchEventsQuery } from './queries';
import { TargetLink, targetText } from './target-link';

const columns = {
  at: 'w-22 sm:w-24',
  actor: 'hidden w-1/6 max-w-0 md:table-cell',
  action: 'max-w-0',
  target: 'hidden w-1/3 max-w-0 sm:table-cell xl:w-1/4',
  why: 'hidden w-1/5 max-w-0 lg:table-cell',
  result: 'w-24 sm:w-28',
};
const COLUMNS = Object.keys(columns).length;

type EventsTableProps = {
  /** `undefined` while the first page loads. */
  events: ActivityRow[] | undefined;
  onOpen: (event: ActivityRow) => void;
};

/** One row per action, under the day on which it happened. */
export function EventsTable({ events, onOpen }: EventsTableProps) {
  const zone = useZone();
  return (
    <Table aria-label="Audit log" aria-busy={events === undefined}>
      <thead>
        <tr>
          <Th className={columns.at}>Time</Th>
          <Th className={columns.actor}>Actor</Th>
          <Th className={columns.action}>Action</Th>
          <Th className={columns.target}>Target</Th>
          <Th className={columns.why}>Why</Th>
          <Th className={columns.result}>Result</Th>
        </tr>
      </thead>
      {events === undefined ? (
        <tbody>
          <SkeletonRows rows={12} columns={Object.values(columns)} />
        </tbody>
      ) : (
        groupByDay(events, (at) => formatDate(at, zone)).map(({ key, day, rows }) => (
          <tbody key={key}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={COLUMNS}
                suppressHydrationWarning
                className="h-8 border-b border-line bg-sunken px-(--gutter) text-left text-12 font-medium text-muted"
              >
                {day}
              </th>
            </tr>
            {rows.map((row) =>
              row.batch ? (
                <BatchRows key={row.id} row={row} onOpen={onOpen} />
              ) : (
                <EventRow key={row.id} row={row} onOpen={onOpen} />
              ),
            )}
          </tbody>
        ))
      )}
    </Table>
  );
}

type Day<Row> = { key: string; day: string; rows: Row[] };

/**
 * Consecutive rows of the same day. Its key stays when newer events come: a row that has the focus
 * must not be made anew.
 */
function groupByDay<Row extends { at: string }>(
  rows: readonly Row[],
  dayOf: (at: string) => string,
): Day<Row>[] {
  const groups: Day<Row>[] = [];
  for (const row of rows) {
    const day = dayOf(row.at);
    const last = groups.at(-1);
    if (last?.day === day) last.rows.push(row);
    else {
      // Around midnight, the order of the log may differ from the clock's.
      const before = groups.filter((group) => group.day === day).length;
      groups.push({ key: `${day} ${before}`, day, rows: [row] });
    }
  }
  return groups;
}

type EventRowProps = {
  row: ActivityRow;
  onOpen: (event: ActivityRow) => void;
  /** A row under another one. */
  isPart?: boolean;
  /** Before the action: opens the rows under this one. */
  toggle?: React.ReactNode;
};

function EventRow({ row, onOpen, isPart = false, toggle }: EventRowProps) {
  const { actor, actorName } = row;
  const why = [row.ticket, row.reason].filter(Boolean).join(' · ');
  return (
    <Tr isOpener className={isPart ? 'bg-sunken' : undefined}>
      <Td className={columns.at}>
        <ClockTime at={row.at} />
      </Td>
      <Td className={columns.actor}>
        <span title={actor.email} className="block truncate">
          {actorName ?? actor.email}
        </span>
      </Td>
      <Td className={columns.action}>
        <div className={cn('flex items-start gap-1', isPart && 'pl-4')}>
          {toggle}
          <div className="min-w-0 flex-1">
            <button
              type="button"
              data-open=""
              onClick={() => onOpen(row)}
              className="min-h-6 py-1 text-left hover:underline"
            >
              {describeAction(row)}
            </button>
            {row.batch && <Counts counts={row.batch.counts} />}
            {/* On narrow screens, in place of the columns. */}
            <p className="truncate pb-1 text-12 text-muted md:hidden">
              <span className="sm:hidden">{row.target !== null && `${targetText(row)} · `}</span>
              {actor.email}
            </p>
            {why && <p className="truncate pb-1 text-12 text-muted lg:hidden">{why}</p>}
          </div>
        </div>
      </Td>
      <Td className={columns.target}>
        {row.target === null ? <EmptyCell meaning="none" /> : <TargetLink row={row} />}
      </Td>
      <Td className={columns.why}>
        {why ? <TruncatedText text={why} /> : <EmptyCell meaning="no reason" />}
      </Td>
      <Td className={columns.result}>
        <Result event={row} />
      </Td>
    </Tr>
  );
}

/** The creation of a batch, with everything that was done for it on demand. */
function BatchRows({ row, onOpen }: EventRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const label = `${isOpen ? 'Hide' : 'Show'} the events of ${targetText(row)}`;
  return (
    <Fragment>
      <EventRow
        row={row}
        onOpen={onOpen}
        toggle={
          <IconButton
            label={label}
            size="icon-sm"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            // Beside the column, so that all actions begin alike.
            className="-mr-1 -ml-7 max-sm:-ml-2"
          >
            <ChevronRight className={cn('transition-transform', isOpen && 'rotate-90')} />
          </IconButton>
        }
      />
      {isOpen && row.target !== null && <BatchEvents batch={row.target} onOpen={onOpen} />}
    </Fragment>
  );
}

type BatchEventsProps = { batch: string; onOpen: (event: ActivityRow) => void };

function BatchEvents({ batch, onOpen }: BatchEventsProps) {
  const query = useInfiniteQuery(batchEventsQuery(batch));
  const { data, error } = query;
  if (!data && !error) return <SkeletonRows rows={3} columns={Object.values(columns)} />;
  return (
    <>
      {data?.pages
        .flatMap(({ items }) => items)
        .map((event) => (
          <EventRow key={event.id} row={event} onOpen={onOpen} isPart />
        ))}
      {(error !== null || query.hasNextPage) && (
        <tr>
          <td colSpan={COLUMNS} className="border-b border-line bg-sunken px-(--gutter) py-2">
            {error && <span className="mr-3 text-muted">{error.detail}</span>}
            <Button
              size="sm"
              isPending={query.isFetching}
              onClick={() => void (data ? query.fetchNextPage() : query.refetch())}
            >
              {error ? 'Try again' : 'Show more of this batch'}
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}

const countWords: Readonly<Record<string, string>> = {
  pending: 'waiting',
  sending: 'being sent',
  invited: 'invited',
  already_invited: 'already invited',
  exists: 'already users',
  rejected: 'rejected',
  unconfirmed: 'unconfirmed',
  cancelled: 'canceled',
};

/** "112 invited, 6 already users". */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(countWords)
    .flatMap(([status, word]) => {
      const count = counts[status] ?? 0;
      return count > 0 ? [`${formatNumber(count)} ${word}`] : [];
    })
    .join(', ');
}

function Counts({ counts }: { counts: Readonly<Record<string, number>> }) {
  return <p className="pb-1 text-12 text-muted">{countsText(counts)}</p>;
}

export const resultLabels: Record<AuditOutcome, string> = {
  success: 'Success',
  failure: 'Failed',
  denied: 'Denied',
  unknown: 'Unknown',
};

const tones = { success: 'good', failure: 'bad', denied: 'warn', unknown: 'accent' } as const;

/** How an action ended. A request that is listed by itself has no recorded result. */
export function Result({ event }: { event: Pick<ActivityRow, 'action' | 'outcome'> }) {
  if (isRequest(event.action)) return <Status tone="neutral" label="Requested" />;
  return <Status tone={tones[event.outcome]} label={resultLabels[event.outcome]} />;
}
