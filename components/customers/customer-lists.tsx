'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Section } from '@/components/items/details';
import { Entries, Entry } from '@/components/items/entries';
import { QueryGap, type GapQuery } from '@/components/items/query-gap';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { EmptyCell } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import { ALL } from '@/lib/shared/account-choice';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { userPath } from '@/lib/shared/user-path';
import {
  customerDevicesQuery,
  customerSignInsQuery,
  customerUsersQuery,
  storedPasswordsQuery,
} from './queries';

/** The customer's users with the most seats in use, and the way to all of them. */
export function CustomerUsers({ id }: { id: string }) {
  const query = useQuery(customerUsersQuery(id));
  return (
    <Listed
      title="Users"
      noun="user"
      empty="None yet. Add an email domain, or select users in the list and set their customer."
      list={`/users?${new URLSearchParams({ account: ALL, customer: id })}`}
      total={query.data?.total}
      query={query}
    >
      {query.data?.items.map(({ accountId, username, key, seats, seatsUsed }) => (
        <Line
          key={`${accountId} ${username}`}
          href={userPath({ username, accountId, key })}
          name={shownEmail(username)}
        >
          <UsageBar used={seatsUsed} seats={seats} className="w-36 sm:w-44" />
        </Line>
      ))}
    </Listed>
  );
}

/** Of how many users the password is stored, and the way to them. */
export function StoredPasswords({ id, users }: { id: string; users: number | null }) {
  const { data, error } = useQuery(storedPasswordsQuery(id));
  if (error) return <EmptyCell meaning="unknown" />;
  if (data === undefined) return <Skeleton className="h-5 w-24" />;
  if (data === 0) return 'None';
  const query = new URLSearchParams({ account: ALL, customer: id, password: 'stored' });
  return (
    <Link href={`/users?${query}`} prefetch={false} className="text-accent-text hover:underline">
      {users === null
        ? formatCount(data, 'user')
        : `${formatNumber(data)} of ${formatCount(users, 'user')}`}
    </Link>
  );
}

/** The customer's devices, and the way to all of them. */
export function CustomerDevices({ id }: { id: string }) {
  const query = useQuery(customerDevicesQuery(id));
  return (
    <Listed
      title="Devices"
      noun="device"
      empty="None yet. Select devices in the list and set their customer."
      list={`/devices?${new URLSearchParams({ account: ALL, customer: id })}`}
      total={query.data?.total}
      query={query}
    >
      {query.data?.items.map(({ accountId, id: deviceId, key, name, state }) => (
        <Line key={`${accountId} ${deviceId}`} href={`/devices/${key}`} name={name}>
          <Status
            tone={state === 'active' ? 'good' : 'neutral'}
            label={state === 'active' ? 'Online' : 'Offline'}
          />
        </Line>
      ))}
    </Listed>
  );
}

/** Who signed in as the customer's users, when and why. */
export function CustomerSignIns({ id }: { id: string }) {
  const query = useQuery(customerSignInsQuery(id));
  return (
    <Entries
      title="Last sign-ins"
      empty="No one has signed in as one of its users."
      rows={query.data}
      query={query}
      action={
        <Link
          href={`/customers/${id}/access-sheet`}
          prefetch={false}
          className="text-accent-text hover:underline"
        >
          Access sheet
        </Link>
      }
    >
      {({ id: eventId, at, outcome, actor, actorName, target, accountId, ticket, reason }) => (
        <Entry
          key={eventId}
          first={
            target === null ? null : (
              <Link
                href={userPath({ username: target, accountId })}
                prefetch={false}
                className="hover:underline"
              >
                {shownEmail(target)}
              </Link>
            )
          }
          details={[actorName ?? actor.email, ticket, reason]}
          at={at}
          outcome={outcome}
        />
      )}
    </Entries>
  );
}

type ListedProps = {
  title: string;
  noun: string;
  /** In place of rows, if there are none: what to do. */
  empty: string;
  /** Where all are listed. */
  list: string;
  total: number | undefined;
  query: GapQuery;
  children: ReactNode;
};

function Listed({ title, noun, empty, list, total, query, children }: ListedProps) {
  const isBusy = total === undefined && !query.error;
  return (
    <Section
      title={title}
      isBusy={isBusy}
      action={
        total !== undefined &&
        total > 0 && (
          <Link href={list} prefetch={false} className="text-accent-text hover:underline">
            {formatCount(total, noun)}
          </Link>
        )
      }
    >
      {total === 0 && <p className="text-muted">{empty}</p>}
      {total !== undefined && total > 0 && (
        <ul className="divide-y divide-line border-y border-line">{children}</ul>
      )}
      {total === undefined && query.error && <QueryGap query={query} />}
      {isBusy && <Skeleton className="h-24" />}
    </Section>
  );
}

type LineProps = { href: string; name: string; children: ReactNode };

function Line({ href, name, children }: LineProps) {
  return (
    <li className="flex min-h-9 items-center justify-between gap-4 py-1">
      <Link href={href} prefetch={false} className="flex min-w-0 hover:underline">
        <TruncatedText text={name} />
      </Link>
      <span className="shrink-0 text-12">{children}</span>
    </li>
  );
}
