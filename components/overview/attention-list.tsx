import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Tone } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import type { Overview } from '@/lib/contract/overview';
import { formatNumber, formatCount } from '@/lib/shared/format';

/** The briefing: one line for each thing that needs a look, leading to the list it is about. */
export function AttentionList({ items, quiet }: Attention) {
  return (
    <Panel title="Needs attention" isFlush>
      {items.length > 0 && (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <li key={item.id}>
              <Line href={item.href}>
                <LineContent {...item} />
              </Line>
            </li>
          ))}
        </ul>
      )}
      {quiet.length > 0 && (
        <p className="border-line px-4 py-2.5 text-muted [ul+&]:border-t">
          <Status tone="good" label="In order" className="mr-2" />
          {quiet.join(' · ')}
        </p>
      )}
    </Panel>
  );
}

const lineClass =
  'grid grid-cols-[auto_3.25rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 touch:py-3';

function Line({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return <div className={lineClass}>{children}</div>;
  return (
    <Link
      href={href}
      className={`${lineClass} group transition-colors duration-fast hover:bg-hover focus-visible:-outline-offset-2`}
    >
      {children}
    </Link>
  );
}

function LineContent({ tone, weight, count, sentence, detail, href }: AttentionItem) {
  return (
    <>
      <span className="flex">
        <Status tone={tone} label="" className="gap-0!" />
        <span className="sr-only">{weight}:</span>
      </span>
      <span className="text-right text-15 font-medium tabular-nums">
        {count === undefined ? '' : formatNumber(count)}
      </span>
      <span className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-4">
        <span>{sentence}</span>
        {detail && <span className="max-w-full min-w-0 truncate text-muted">{detail}</span>}
      </span>
      {href && (
        <ChevronRight
          aria-hidden
          className="size-4 text-control transition-transform duration-fast group-hover:translate-x-0.5"
        />
      )}
    </>
  );
}

/** One line of the briefing. */
type AttentionItem = {
  id: string;
  tone: Tone;
  /** What the tone says, for those who don't see its shape. */
  weight: 'Problem' | 'Warning' | 'To know';
  /** Leads the line; left out where there is nothing to count. */
  count?: number;
  sentence: string;
  /** The most striking case, or why. */
  detail?: string;
  /** The list, already filtered; left out where the reader may not go there. */
  href?: string;
};

type Attention = {
  items: AttentionItem[];
  /** Looked at, and nothing to do there. */
  quiet: string[];
};

const vendors = { remotepc: 'RemotePC', remoteit: 'remote.it' };

/** What needs attention, the most pressing first. What can't be looked at is itself an item. */
export function attentionItems(overview: Overview, permissions: readonly string[]): Attention {
  const parts = [
    accountItems(overview.accounts, permissions),
    batchItems(overview.batches),
    approvalItems(overview.approvals),
    limitItems(overview.reachedLimits),
    seatItems(overview.seats),
    deviceItems(overview.devices),
    idleItems(overview.seats),
    longOfflineItems(overview.devices),
  ];
  const items = parts.flatMap((part) => part.items);
  const order = ['Problem', 'Warning', 'To know'];
  return {
    items: items.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight)),
    quiet: parts.flatMap((part) => part.quiet),
  };
}

function accountItems(part: Overview['accounts'], permissions: readonly string[]): Attention {
  if (!part.isAvailable) return unavailable('accounts', 'The accounts can’t be checked', part);
  if (part.failing.length === 0) return { items: [], quiet: ['RemotePC and remote.it answer'] };
  const items = part.failing.map(({ id, upstream, detail }) => ({
    id: `account-${id}`,
    tone: 'bad' as const,
    weight: 'Problem' as const,
    sentence: `The last call of ${vendors[upstream]} failed`,
    detail,
    href: permissions.includes('accounts.write') ? '/settings' : undefined,
  }));
  return { items, quiet: [] };
}

function batchItems(part: Overview['batches']): Attention {
  if (!part.isAvailable) return unavailable('batches', 'The invitations can’t be checked', part);
  if (part.items.length === 0) return { items: [], quiet: ['no invitation is in trouble'] };
  const items = part.items.map(({ id, name, problems, total }) => ({
    id: `batch-${id}`,
    tone: 'bad' as const,
    weight: 'Problem' as const,
    count: problems,
    sentence: `${problems === 1 ? 'invitation' : 'invitations'} ended in a problem`,
    detail: `${name ?? 'A batch without a name'}, ${formatCount(total, 'row')}`,
    href: `/invitations/${encodeURIComponent(id)}`,
  }));
  return { items, quiet: [] };
}

function seatItems(part: Overview['seats']): Attention {
  if (!part.isAvailable) return unavailable('seats', 'The seats can’t be checked', part);
  const { over, full } = part;
  const items: AttentionItem[] = [];
  const quiet: string[] = [];
  if (over.count > 0) {
    const [worst] = over.largest;
    items.push({
      id: 'over',
      tone: 'bad',
      weight: 'Problem',
      count: over.count,
      sentence: `${over.count === 1 ? 'customer uses' : 'customers use'} more seats than allotted`,
      detail: worst && `${worst.username} uses ${ofSeats(worst)}`,
      href: '/users?seats=over&sort=-utilisation',
    });
  } else quiet.push('nobody uses more seats than allotted');
  if (full.count > 0) {
    const [largest] = full.largest;
    items.push({
      id: 'full',
      tone: 'warn',
      weight: 'Warning',
      count: full.count,
      sentence: `${full.count === 1 ? 'customer has' : 'customers have'} no seat left`,
      detail: largest && `${largest.username} uses ${ofSeats(largest)}`,
      href: '/users?seats=full&sort=-seats',
    });
  } else quiet.push('nobody is full');
  return { items, quiet };
}

/** A colleague can't go on before somebody decides. */
function approvalItems(part: Overview['approvals']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable) return unavailable('approvals', 'The requests can’t be checked', part);
  const { waiting, longestBy } = part;
  if (waiting === 0) return { items: [], quiet: [] };
  const item: AttentionItem = {
    id: 'approvals',
    tone: 'warn',
    weight: 'Warning',
    count: waiting,
    sentence: `${waiting === 1 ? 'request' : 'requests'} to sign in as a customer ${waiting === 1 ? 'waits' : 'wait'} for a second person`,
    detail: longestBy ? `${longestBy} has waited longest` : undefined,
    href: '/approvals',
  };
  return { items: [item], quiet: [] };
}

/** Somebody who goes through the customers, or a limit that is too tight: an administrator looks. */
function limitItems(part: Overview['reachedLimits']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable)
    return unavailable('limits', 'Whether limits were reached can’t be checked', part);
  const { people, latest } = part;
  if (people === 0) return { items: [], quiet: [] };
  const item: AttentionItem = {
    id: 'limits',
    tone: 'warn',
    weight: 'Warning',
    count: people,
    sentence: `${people === 1 ? 'person' : 'people'} reached a limit of sign-ins or exports in the last 24 hours`,
    detail: latest ? `${latest} was last` : undefined,
    href: '/activity?action=.limit_reached',
  };
  return { items: [item], quiet: [] };
}

function deviceItems(part: Overview['devices']): Attention {
  if (!part.isAvailable) return unavailable('devices', 'The devices can’t be checked', part);
  const { count, latest } = part.offline;
  if (count === 0) return { items: [], quiet: ['every device is online'] };
  const [last] = latest;
  const item: AttentionItem = {
    id: 'offline',
    tone: 'warn',
    weight: 'Warning',
    count,
    sentence: `of ${formatCount(part.devices, 'device')} ${count === 1 ? 'is' : 'are'} offline`,
    detail: last && `${last.name} went last`,
    href: '/devices?state=inactive',
  };
  return { items: [item], quiet: [] };
}

/** Devices that nobody has missed for long: rather a list to clean up than an alarm. */
function longOfflineItems(part: Overview['devices']): Attention {
  if (!part.isAvailable || part.longOffline.count === 0) return { items: [], quiet: [] };
  const { count, days } = part.longOffline;
  const item: AttentionItem = {
    id: 'long-offline',
    tone: 'neutral',
    weight: 'To know',
    count,
    sentence: `${count === 1 ? 'device has' : 'devices have'} been offline for ${days} days or more`,
    href: `/devices?offlineDays=${days}&sort=lastSeenAt`,
  };
  return { items: [item], quiet: [] };
}

/** The second look at the seats: what costs money and hurts nobody, and who is new. */
function idleItems(part: Overview['seats']): Attention {
  if (!part.isAvailable) return { items: [], quiet: [] };
  const { idle, newUsers } = part;
  const [newest] = newUsers.newest;
  const items: AttentionItem[] = [];
  if (idle.count > 0) {
    items.push({
      id: 'idle',
      tone: 'neutral',
      weight: 'To know',
      count: idle.seats,
      sentence: `${idle.seats === 1 ? 'seat is' : 'seats are'} allotted and unused`,
      detail: `at ${formatCount(idle.count, 'customer')}`,
      href: '/users?seats=idle&sort=utilisation',
    });
  }
  if (newUsers.count > 0) {
    items.push({
      id: 'new',
      tone: 'neutral',
      weight: 'To know',
      count: newUsers.count,
      sentence: `new ${newUsers.count === 1 ? 'user' : 'users'} in the last seven days`,
      detail: newest && `${newest.username} came last`,
      href: '/users?sort=-createdOn',
    });
  }
  return { items, quiet: [] };
}

function ofSeats({ seats, seatsUsed }: { seats: number; seatsUsed: number }): string {
  return `${formatNumber(seatsUsed)} of ${formatNumber(seats)}`;
}

function unavailable(id: string, sentence: string, { detail }: { detail: string }): Attention {
  return { items: [{ id, tone: 'bad', weight: 'Problem', sentence, detail }], quiet: [] };
}
