import type { Tone } from '@/components/ui/badge';
import type { Overview, Problem } from '@/lib/contract/overview';
import { ALL } from '@/lib/shared/account-choice';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { describeForwardFailure } from '@/lib/shared/forward-failures';
import { formatCount, formatDateTime, formatNumber } from '@/lib/shared/format';
import type { ListLink } from './list-links';

/** One line of the list. */
export type AttentionItem = {
  id: string;
  tone: Tone;
  /** The tone in words, for screen readers. */
  weight: 'Problem' | 'Warning' | 'Info';
  /** At the start of the line, unless there is nothing to count. */
  count?: number;
  sentence: string;
  /** The most important case, or the reason. */
  detail?: string;
  /** The filtered list, unless the person has no access to it. */
  href?: string;
  /** What it can be marked as seen, or snoozed, as. */
  problem?: Problem;
};

export type Attention = {
  items: AttentionItem[];
  /** What was checked and is fine. */
  quiet: string[];
};

const vendors = { remotepc: 'RemotePC', remoteit: 'remote.it' };

/** What needs attention, the most urgent first. A failed check is an item itself. */
export function attentionItems(
  overview: Overview,
  permissions: readonly string[],
  link: ListLink = (path) => path,
): Attention {
  const parts = [
    accountItems(overview, permissions),
    batchItems(overview.batches),
    approvalItems(overview.approvals),
    limitItems(overview.reachedLimits),
    proofItems(overview.auditProof),
    webhookItems(overview.webhooks),
    seatItems(overview.seats, link),
    deviceItems(overview.devices, link),
    idleItems(overview.seats, link),
    longOfflineItems(overview.devices, link),
  ];
  const items = parts.flatMap((part) => part.items);
  const order = ['Problem', 'Warning', 'Info'];
  return {
    items: items.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight)),
    quiet: parts.flatMap((part) => part.quiet),
  };
}

function accountItems(overview: Overview, permissions: readonly string[]): Attention {
  const part = overview.accounts;
  if (!part.isAvailable) return unavailable('accounts', 'Couldn’t check accounts', part);
  if (part.failing.length === 0)
    return { items: [], quiet: ['RemotePC and remote.it are responding'] };
  const { seats, devices } = overview;
  const joined = { remotepc: seats, remoteit: devices };
  // With several accounts of a vendor, its name doesn't say which one failed.
  const isOneOfMany = (upstream: keyof typeof joined) => {
    const list = joined[upstream];
    return list.isAvailable && list.accountId === ALL;
  };
  const items = part.failing.map(({ id, upstream, name, detail }) => ({
    id: `account-${id}`,
    tone: 'bad' as const,
    weight: 'Problem' as const,
    sentence: `The last request to ${isOneOfMany(upstream) ? name : vendors[upstream]} failed`,
    detail,
    href: permissions.includes('accounts.write') ? '/settings/accounts' : undefined,
    problem: { kind: 'account' as const, of: id },
  }));
  return { items, quiet: [] };
}

function batchItems(part: Overview['batches']): Attention {
  if (!part.isAvailable) return unavailable('batches', 'Couldn’t check invitations', part);
  if (part.items.length === 0) return { items: [], quiet: ['No invitations need attention'] };
  const items = part.items.map(({ id, name, problems, total }) => ({
    id: `batch-${id}`,
    tone: 'bad' as const,
    weight: 'Problem' as const,
    count: problems,
    sentence: problems === 1 ? 'invitation needs attention' : 'invitations need attention',
    detail: `${name ?? 'Unnamed batch'}, ${formatCount(total, 'row')}`,
    href: `/invitations/${encodeURIComponent(id)}`,
    problem: { kind: 'batch' as const, of: id },
  }));
  return { items, quiet: [] };
}

function seatItems(part: Overview['seats'], link: ListLink): Attention {
  if (!part.isAvailable) return unavailable('seats', 'Couldn’t check seats', part);
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
      sentence: `${over.count === 1 ? 'user is' : 'users are'} over their seat limit`,
      detail: worst && `${shownEmail(worst.username)} uses ${ofSeats(worst)}`,
      href: link('/users?seats=over&sort=unused'),
      problem: { kind: 'over', of: part.accountId },
    });
  } else quiet.push('No users over their seat limit');
  if (full.count > 0) {
    const [largest] = full.largest;
    items.push({
      id: 'full',
      tone: 'warn',
      weight: 'Warning',
      count: full.count,
      sentence: `${full.count === 1 ? 'user is' : 'users are'} at their seat limit`,
      detail: largest && `${shownEmail(largest.username)} uses ${ofSeats(largest)}`,
      href: link('/users?seats=full&sort=-seats'),
      problem: { kind: 'full', of: part.accountId },
    });
  } else quiet.push('No users at their seat limit');
  return { items, quiet };
}

/** A colleague has to wait until someone decides. */
function approvalItems(part: Overview['approvals']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable) return unavailable('approvals', 'Couldn’t check approval requests', part);
  const { waiting, longestBy } = part;
  if (waiting === 0) return { items: [], quiet: [] };
  const item: AttentionItem = {
    id: 'approvals',
    tone: 'warn',
    weight: 'Warning',
    count: waiting,
    sentence: `${waiting === 1 ? 'sign-in request is' : 'sign-in requests are'} waiting for approval`,
    detail: longestBy ? `${longestBy} has waited longest` : undefined,
    href: '/approvals',
  };
  return { items: [item], quiet: [] };
}

/** Someone may be going through all users, or a limit is too low: an administrator has to check. */
function limitItems(part: Overview['reachedLimits']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable) return unavailable('limits', 'Couldn’t check limits', part);
  const { people, latest } = part;
  if (people === 0) return { items: [], quiet: [] };
  const item: AttentionItem = {
    id: 'limits',
    tone: 'warn',
    weight: 'Warning',
    count: people,
    sentence: `${people === 1 ? 'person' : 'people'} reached a sign-in or export limit in the last 24 hours`,
    detail: latest ? `Most recently ${latest}` : undefined,
    href: '/activity?action=.limit_reached',
  };
  return { items: [item], quiet: [] };
}

const outlets = {
  file: 'written to the file on the server',
  receiver: 'written to AUDIT_CHECKPOINT_URL',
  mail: 'sent to CHECKPOINT_MAIL_TO',
};
/** Codes of `audit/deliver-checkpoints.ts`. */
const failures: Readonly<Record<string, string>> = {
  not_writable: 'The file can’t be written.',
  ahead:
    'The file has later checkpoints than the database: events were removed, or an older backup was restored.',
  unreachable: 'The receiver can’t be reached.',
  refused: 'The receiver refused the checkpoint.',
};

/** Until this is fixed, changes to the audit log may go unnoticed. */
function proofItems(part: Overview['auditProof']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable) return unavailable('proof', 'Couldn’t check the audit log', part);
  const problem = { tone: 'bad', weight: 'Problem', href: '/activity' } as const;
  const items: AttentionItem[] = part.failing.map(({ outlet, failure }) => ({
    ...problem,
    id: `checkpoints-${outlet}`,
    sentence: `Audit log checkpoints aren’t ${outlets[outlet]}`,
    detail: failures[failure],
  }));
  for (const { destination, behind, failure } of part.late) {
    items.push({
      ...problem,
      id: `forwarding-${destination}`,
      count: behind,
      sentence: `audit ${behind === 1 ? 'event hasn’t' : 'events haven’t'} been forwarded for more than an hour`,
      detail: `${destination}${failure === null ? '' : `: ${describeForwardFailure(failure)}`}`,
    });
  }
  if (part.unsealedSince !== null) {
    items.unshift({
      ...problem,
      id: 'unsealed',
      sentence: `Audit events haven’t been sealed since ${formatDateTime(part.unsealedSince)}`,
      detail: 'Check AUDIT_KEY and the server’s log',
    });
  }
  return { items, quiet: [] };
}

/** What other software missed since then, it gets by hand or not at all. */
function webhookItems(part: Overview['webhooks']): Attention {
  if (!part) return { items: [], quiet: [] };
  if (!part.isAvailable) return unavailable('webhooks', 'Couldn’t check webhooks', part);
  const items = part.disabled.map(({ id, name }) => ({
    id: `webhook-${id}`,
    tone: 'bad' as const,
    weight: 'Problem' as const,
    sentence: `The webhook ${name} was disabled`,
    detail: 'Nothing arrived for three days',
    href: '/settings/webhooks',
  }));
  return { items, quiet: [] };
}

function deviceItems(part: Overview['devices'], link: ListLink): Attention {
  if (!part.isAvailable) return unavailable('devices', 'Couldn’t check devices', part);
  const { count, latest } = part.offline;
  if (count === 0) return { items: [], quiet: ['All devices online'] };
  const [last] = latest;
  const item: AttentionItem = {
    id: 'offline',
    tone: 'warn',
    weight: 'Warning',
    count,
    sentence: `of ${formatCount(part.devices, 'device')} ${count === 1 ? 'is' : 'are'} offline`,
    detail: last && `Most recently ${last.name}`,
    href: link('/devices?state=inactive'),
    problem: { kind: 'offline', of: part.accountId },
  };
  return { items: [item], quiet: [] };
}

/** Devices that no one has missed for long: something to clean up rather than an alarm. */
function longOfflineItems(part: Overview['devices'], link: ListLink): Attention {
  if (!part.isAvailable || part.longOffline.count === 0) return { items: [], quiet: [] };
  const { count, days } = part.longOffline;
  const item: AttentionItem = {
    id: 'long-offline',
    tone: 'neutral',
    weight: 'Info',
    count,
    sentence: `${count === 1 ? 'device has' : 'devices have'} been offline for ${days} days or more`,
    href: link(`/devices?offlineDays=${days}&sort=lastSeenAt`),
    problem: { kind: 'long-offline', of: part.accountId },
  };
  return { items: [item], quiet: [] };
}

/** Seats that cost money without being used, and new users. */
function idleItems(part: Overview['seats'], link: ListLink): Attention {
  if (!part.isAvailable) return { items: [], quiet: [] };
  const { idle, newUsers } = part;
  const [newest] = newUsers.newest;
  const items: AttentionItem[] = [];
  if (idle.count > 0) {
    items.push({
      id: 'idle',
      tone: 'neutral',
      weight: 'Info',
      count: idle.seats,
      sentence: `${idle.seats === 1 ? 'seat is' : 'seats are'} unused`,
      detail: `From ${formatCount(idle.count, 'user')}`,
      href: link('/users?seats=idle&sort=-unused'),
      problem: { kind: 'idle', of: part.accountId },
    });
  }
  if (newUsers.count > 0) {
    items.push({
      id: 'new',
      tone: 'neutral',
      weight: 'Info',
      count: newUsers.count,
      sentence: `new ${newUsers.count === 1 ? 'user' : 'users'} in the last 7 days`,
      detail: newest && `Most recently ${shownEmail(newest.username)}`,
      href: link(`/users?createdFrom=${newUsers.since}&sort=-createdOn`),
      problem: { kind: 'new', of: part.accountId },
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
