import 'server-only';
import { oneLine } from '@/lib/server/mail/one-line';
import { formatChange } from '@/lib/shared/amounts';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import type { ItemOf, PageLink } from './kinds';

type Report = ItemOf['weekly_report'];

/** Monday’s report, a fact a line: what needs attention first; one line if nothing does or changed. */
export function reportLines(report: Report): string[] {
  const { failing, seats, devices, problems, unread } = report;
  const attention = [
    ...failing.map((account) => `${oneLine(account)} can’t be reached`),
    ...(seats && seats.over > 0 ? [`${are(seats.over, 'user')} over the seat limit`] : []),
    ...(seats && seats.full > 0 ? [`${are(seats.full, 'user')} at the seat limit`] : []),
    ...(problems ? [needAttention(problems)] : []),
    ...(devices && devices.offline > 0 ? [offlineLine(devices)] : []),
    ...unread.map((part) => unreadWords[part]),
  ];
  const figures = seats ? [seatsLine(seats)] : [];
  const isQuiet = attention.length === 0;
  if (isQuiet && !hasChanged(report)) {
    return [['Nothing needs attention, and nothing changed', ...figures].join(': ')];
  }
  const changes = report.changes ? changeLines(report.changes) : [];
  return [...(isQuiet ? ['Nothing needs attention'] : attention), ...figures, ...changes];
}

/** The lists that its lines count. */
export function reportLists({ seats, devices, problems }: Report): PageLink[] {
  const users = (label: string, query: string) => ({
    label,
    path: `/users?account=all&seats=${query}`,
  });
  return [
    ...(seats && seats.over > 0 ? [users('Users over the seat limit', 'over&sort=unused')] : []),
    ...(seats && seats.full > 0 ? [users('Users at the seat limit', 'full')] : []),
    ...(problems ? [{ label: 'Invitations', path: '/invitations' }] : []),
    ...(devices && devices.offline > 0
      ? [{ label: 'Devices offline', path: '/devices?account=all&state=inactive' }]
      : []),
    ...(seats && seats.unused > 0 ? [users('Unused seats', 'idle&sort=-unused')] : []),
  ];
}

function hasChanged({ changes }: Report): boolean {
  return changes !== null && changes.joined + changes.left + changes.more + changes.less > 0;
}

const unreadWords: Record<Report['unread'][number], string> = {
  seats: 'The users couldn’t be read',
  devices: 'The devices couldn’t be read',
  invitations: 'The invitations couldn’t be read',
};

function needAttention(count: number): string {
  return `${formatCount(count, 'invitation')} ${count === 1 ? 'needs' : 'need'} attention`;
}

function offlineLine({ devices, offline, days, long }: NonNullable<Report['devices']>): string {
  const those = `${formatNumber(offline)} of ${formatCount(devices, 'device')} ${offline === 1 ? 'is' : 'are'} offline`;
  return long === 0 ? those : `${those}, ${formatNumber(long)} for ${days} days or more`;
}

function seatsLine({ users, seats, seatsUsed, unused }: NonNullable<Report['seats']>): string {
  return `${formatNumber(seatsUsed)} of ${formatCount(seats, 'seat')} in use by ${formatCount(users, 'user')}, ${formatNumber(unused)} unused`;
}

function changeLines(changes: NonNullable<Report['changes']>): string[] {
  const { joined, left, more, less, seats, largest } = changes;
  const parts = [
    ...(joined > 0 ? [`${formatCount(joined, 'user')} joined`] : []),
    ...(left > 0 ? [`${formatCount(left, 'user')} left`] : []),
    ...(more > 0 ? [`${formatCount(more, 'user')} got more seats`] : []),
    ...(less > 0 ? [`${formatCount(less, 'user')} got fewer`] : []),
  ];
  if (parts.length === 0) return ['No user joined or left in seven days, and no seats changed'];
  return [
    `In seven days: ${parts.join(', ')} (${formatChange(seats)} seats)`,
    ...largest.map(
      ({ user, before, after }) =>
        `${oneLine(shownEmail(user))}: ${formatNumber(before)} → ${formatCount(after, 'seat')}`,
    ),
  ];
}

function are(count: number, noun: string): string {
  return `${formatCount(count, noun)} ${count === 1 ? 'is' : 'are'}`;
}
