import Link from 'next/link';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { OverviewDevices, OverviewSeats, OverviewUser } from '@/lib/contract/overview';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatDay, formatNumber } from '@/lib/shared/format';
import { userPath } from '@/lib/shared/user-path';
import type { ListLink } from './list-links';

/** The users with the most unused seats. */
export function IdleList({ idle, link }: { idle: OverviewSeats['idle']; link: ListLink }) {
  return (
    <BriefList
      title="Most unused seats"
      description={`${formatCount(idle.seats, 'seat')} in total`}
      all={{
        href: link('/users?seats=idle&sort=-unused'),
        label: `All ${formatNumber(idle.count)}`,
      }}
      rows={idle.largest.map((user, index) => ({
        key: `${user.username} ${index}`,
        href: userPath(user),
        label: `${shownEmail(user.username)}, ${formatCount(user.idleSeats, 'unused seat')}`,
        name: <TruncatedText text={shownEmail(user.username)} />,
        figure: <SeatsFigure user={user} count={user.idleSeats} word="unused" />,
      }))}
    />
  );
}

/** The users furthest over their seat limit. */
export function OverList({ seats, link }: { seats: OverviewSeats; link: ListLink }) {
  const { over } = seats;
  // Why those in use and those unused aren’t all that are assigned.
  const total = seats.seatsUsed + seats.idle.seats - seats.seats;
  return (
    <BriefList
      title="Over seat limit"
      description={total > 0 ? `${formatCount(total, 'seat')} in total` : undefined}
      all={{
        href: link('/users?seats=over&sort=unused'),
        label: `All ${formatNumber(over.count)}`,
      }}
      rows={over.largest.map((user, index) => ({
        key: `${user.username} ${index}`,
        href: userPath(user),
        label: `${shownEmail(user.username)}, ${formatNumber(user.seatsUsed - user.seats)} over`,
        name: <TruncatedText text={shownEmail(user.username)} />,
        figure: <SeatsFigure user={user} count={user.seatsUsed - user.seats} word="over" />,
      }))}
    />
  );
}

export function NewUsersList({
  newUsers,
  link,
}: {
  newUsers: OverviewSeats['newUsers'];
  link: ListLink;
}) {
  return (
    <BriefList
      title="New this week"
      description={`Since ${formatDay(newUsers.since)}`}
      all={{
        href: link(`/users?createdFrom=${newUsers.since}&sort=-createdOn`),
        label: `All ${formatNumber(newUsers.count)}`,
      }}
      rows={newUsers.newest.map(({ username, key, createdOn }, index) => ({
        key: `${username} ${index}`,
        href: userPath({ username, key }),
        label: `${shownEmail(username)}, ${formatDay(createdOn)}`,
        name: <TruncatedText text={shownEmail(username)} />,
        figure: <span className="text-12 text-muted">{formatDay(createdOn)}</span>,
      }))}
    />
  );
}

export function OfflineList({
  offline,
  link,
}: {
  offline: OverviewDevices['offline'];
  link: ListLink;
}) {
  return (
    <BriefList
      title="Devices offline"
      description="Most recent first"
      all={{ href: link('/devices?state=inactive'), label: `All ${formatNumber(offline.count)}` }}
      rows={offline.latest.map(({ id, key, name, lastSeenAt }, index) => ({
        key: `${id} ${index}`,
        href: `/devices/${key}`,
        label: name,
        name: <TruncatedText text={name} />,
        figure: (
          <span className="text-12 text-muted">
            {lastSeenAt ? <RelativeTime at={lastSeenAt} /> : 'Never seen'}
          </span>
        ),
      }))}
    />
  );
}

type SeatsFigureProps = { user: OverviewUser; count: number; word: 'over' | 'unused' };

function SeatsFigure({ user: { seats, seatsUsed }, count, word }: SeatsFigureProps) {
  return (
    <span className="flex items-baseline gap-3">
      <span className="text-12 text-muted max-sm:sr-only">
        {formatNumber(seatsUsed)} of {formatNumber(seats)}
      </span>
      <span className={cn('min-w-8 text-right font-medium', word === 'over' && 'text-bad-text')}>
        {formatNumber(count)} <span className="text-12 font-normal">{word}</span>
      </span>
    </span>
  );
}

type BriefRow = {
  /** With the place: a list may have the same address twice. */
  key: string;
  href: string;
  /** The accessible name, because a truncated name would be read in two parts. */
  label: string;
  name: ReactNode;
  figure: ReactNode;
};

type BriefListProps = {
  title: string;
  /** What the figures are, as in "12 seats in total". */
  description?: string;
  /** The whole list, filtered. */
  all: { href: string; label: string };
  rows: readonly BriefRow[];
};

/** A short list of names with a figure each, linked to details. Hidden when empty. */
function BriefList({ title, description, all, rows }: BriefListProps) {
  if (rows.length === 0) return null;
  return (
    <Panel
      isFlush
      title={title}
      description={description}
      actions={
        <Link
          href={all.href}
          className="rounded-tag text-12 text-accent-text hover:underline hover:underline-offset-2"
        >
          {all.label}
        </Link>
      }
    >
      <ul className="py-1">
        {rows.map(({ key, href, label, name, figure }) => (
          <li key={key}>
            <Link
              href={href}
              aria-label={label}
              className="grid min-h-8 grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-4 transition-colors duration-fast hover:bg-hover focus-visible:-outline-offset-2 touch:min-h-11"
            >
              {name}
              <span className="tabular-nums">{figure}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
