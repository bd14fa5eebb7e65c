'use client';

import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import type { AuditOutcome } from '@/lib/contract/audit';
import { Section } from './details';
import { QueryGap, type GapQuery } from './query-gap';

const outcomes: Record<AuditOutcome, Parameters<typeof Status>[0]> = {
  success: { tone: 'good', label: 'Success' },
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'bad', label: 'Denied' },
  unknown: { tone: 'warn', label: 'Unknown' },
};

type EntriesProps<Row> = {
  title: string;
  /** In place of rows, if there are none. */
  empty: string;
  rows: readonly Row[] | undefined;
  query: GapQuery;
  action?: ReactNode;
  children: (row: Row) => ReactNode;
};

/** What happened to an item, newest first. */
export function Entries<Row>({ title, empty, rows, query, action, children }: EntriesProps<Row>) {
  const { error } = query;
  return (
    <Section title={title} isBusy={!rows && !error} action={action}>
      {rows && rows.length === 0 && <p className="text-muted">{empty}</p>}
      {rows && rows.length > 0 && (
        <ol className="flex flex-col divide-y divide-line border-y border-line">
          {rows.map(children)}
        </ol>
      )}
      {!rows && error && <QueryGap query={query} />}
      {!rows && !error && (
        <div className="flex flex-col gap-4 border-y border-line py-3">
          <Skeleton className="w-3/4" />
          <Skeleton className="w-1/2" />
        </div>
      )}
    </Section>
  );
}

type EntryProps = {
  first: ReactNode;
  /** Those that are empty are left out. */
  details: readonly (string | null | undefined)[];
  at: string;
  /** Shown if it isn't a success. */
  outcome: AuditOutcome;
};

export function Entry({ first, details, at, outcome }: EntryProps) {
  const more = details.filter(Boolean).join(' · ');
  return (
    <li className="flex items-start justify-between gap-4 py-2">
      <div className="min-w-0">
        <p className="wrap-anywhere">{first}</p>
        {more && <p className="text-12 wrap-anywhere text-muted">{more}</p>}
      </div>
      <div className="flex shrink-0 flex-col items-end text-12 text-muted">
        <RelativeTime at={at} />
        {outcome !== 'success' && <Status {...outcomes[outcome]} />}
      </div>
    </li>
  );
}
