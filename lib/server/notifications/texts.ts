import 'server-only';
import { explainWait } from '@/lib/server/invitations/reasons';
import { oneLine } from '@/lib/server/mail/one-line';
import { describeAction } from '@/lib/shared/audit-actions';
import { formatCount, formatDateTime, formatNumber } from '@/lib/shared/format';
import { formatMonth } from '@/lib/shared/months';
import type { NotificationKind } from '@/lib/shared/notifications';
import type { Content, ItemOf, PageLink } from './kinds';
import { reportLines, reportLists } from './weekly-report-lines';

type Section = {
  title: string;
  lines: string[];
  /** How many events `lines` doesn't have. */
  more: number;
};

/** A message before it has the form of a channel. Only `lines` has what people or vendors wrote. */
export type Message = Section & {
  /** Of a summary: each kind of event. */
  sections?: Section[];
  link: PageLink;
  /** Of a report: the lists that its numbers count. */
  lists?: PageLink[];
};

type Rendered = {
  title: string;
  lines: string[];
  path: string;
  label?: string;
  lists?: PageLink[];
};

type Texts = {
  [Kind in NotificationKind]: (items: readonly ItemOf[Kind][], count: number) => Rendered;
};

const texts: Texts = {
  approval_asked: (items, count) => ({
    title: said(count, 'A request waits for a decision', 'requests wait for a decision'),
    lines: items.map(({ by, what, reason }) =>
      sentence(`${oneLine(by)}: ${oneLine(what)}`, reason && `Reason: ${oneLine(reason)}`),
    ),
    ...{ path: '/approvals', label: 'Open Approvals' },
  }),
  approval_decided: (items, count) => ({
    title:
      count > 1
        ? `${formatNumber(count)} requests were decided`
        : `A request was ${items[0]?.isApproved ? 'approved' : 'declined'}`,
    lines: items.map(
      ({ by, what, isApproved }) =>
        `${oneLine(by)} ${isApproved ? 'approved' : 'declined'}: ${oneLine(what)}`,
    ),
    ...{ path: '/approvals', label: 'Open Approvals' },
  }),
  batch_finished: (items, count) => ({
    title: said(count, 'A batch of invitations finished', 'batches of invitations finished'),
    lines: items.map(
      ({ name, total, problems }) =>
        `${nameOf(name)}: ${formatCount(total, 'invitation')}, ${problems === 0 ? 'no problems' : `${formatNumber(problems)} with problems`}`,
    ),
    ...batchLink(items),
  }),
  batch_trouble: (items, count) => ({
    title: said(count, 'A batch of invitations is paused', 'batches of invitations are paused'),
    lines: items.map(({ name, reason }) => `${nameOf(name)}: ${explainWait(reason) ?? ''}`),
    ...batchLink(items),
  }),
  account_failing: (items, count) => ({
    title: said(count, 'An account can’t be reached', 'accounts can’t be reached'),
    lines: items.map(({ account, detail }) => `${oneLine(account)}: ${cut(detail)}`),
    path: '/',
  }),
  seats_over: (items, count) => ({
    title: said(
      count,
      'A user has more seats in use than assigned',
      'users have more seats in use than assigned',
    ),
    lines: items.map(seatLine),
    ...{ path: '/users?account=all&seats=over&sort=unused', label: 'Open Users' },
  }),
  seats_full: (items, count) => ({
    title: said(count, 'A user has all seats in use', 'users have all seats in use'),
    lines: items.map(seatLine),
    ...{ path: '/users?account=all&seats=full', label: 'Open Users' },
  }),
  device_offline: (items, count) => ({
    title: said(count, 'A device is offline', 'devices are offline'),
    lines: items.map(
      ({ device, since, account }) =>
        `${oneLine(device)}: since ${formatDateTime(since, 'utc')} UTC (${oneLine(account)})`,
    ),
    ...{ path: '/devices?account=all&state=inactive', label: 'Open Devices' },
  }),
  limit_reached: (items, count) => ({
    title: said(count, 'A limit was reached', 'limits were reached'),
    lines: items.map(({ by, action, isDenied }) => {
      const outcome = isDenied ? 'denied' : 'success';
      return `${oneLine(by)}: ${describeAction({ action, outcome })}`;
    }),
    ...{ path: '/activity?action=.limit_reached', label: 'Open the audit log' },
  }),
  new_device: (items, count) => ({
    title: said(count, 'A sign-in with a new browser', 'sign-ins with new browsers'),
    lines: items.map(
      ({ person, device, place }) => `${oneLine(person)}: ${oneLine(device)}, from ${place}`,
    ),
    ...{ path: '/staff', label: 'Open Team' },
  }),
  statement_ready: (items, count) => ({
    title: said(count, 'A monthly statement was created', 'monthly statements were created'),
    lines: items.map(({ month }) => formatMonth(month)),
    path: items[0] && count === 1 ? `/statements/${segment(items[0].id)}` : '/statements',
    label: count === 1 ? 'Open the statement' : 'Open Statements',
  }),
  backup_failed: (items, count) => ({
    title: said(count, 'A backup failed', 'backups failed'),
    lines: items.map(({ file }) => (file === '' ? 'The audit log says why.' : oneLine(file))),
    ...{ path: '/activity?action=backup.&outcome=failure', label: 'Open the audit log' },
  }),
  weekly_report: (items) => ({
    title: 'Monday’s report',
    lines: items.flatMap(reportLines),
    ...{ path: '/', label: 'Open the overview' },
    lists: items.flatMap(reportLists),
  }),
};

export function messageOf({ kind, items, count }: Content): Message {
  const render = texts[kind] as (items: readonly unknown[], count: number) => Rendered;
  const { title, lines, path, label = 'Open Reseller Desk', lists = [] } = render(items, count);
  const more = Math.max(0, count - items.length);
  return { title, lines, more, link: { label, path }, ...(lists.length > 0 && { lists }) };
}

/** Of what happened in a day, in the order of the kinds that are given. */
export function summaryOf(contents: readonly Content[]): Message {
  const messages = contents.map(messageOf);
  const [only] = messages.length === 1 ? messages : [];
  const count = contents.reduce((sum, content) => sum + content.count, 0);
  return {
    title: `Daily summary: ${formatCount(count, 'event')}`,
    ...{ lines: [], more: 0 },
    sections: messages.map(({ title, lines, more }) => ({ title, lines, more })),
    link: only?.link ?? { label: 'Open Reseller Desk', path: '/' },
  };
}

/** For *Send a test*. */
export const testMessage: Message = {
  title: 'Notifications arrive here',
  lines: ['Someone pressed “Send a test” in Settings. There’s nothing to do.'],
  more: 0,
  link: { label: 'Open Notifications', path: '/settings/notifications' },
};

/** What `lines` leaves out. */
export function moreWords(more: number): string {
  return more === 1 ? 'And 1 more' : `And ${formatNumber(more)} more`;
}

function said(count: number, one: string, many: string): string {
  return count === 1 ? one : `${formatNumber(count)} ${many}`;
}

function sentence(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('. ');
}

function nameOf(name: string | null): string {
  return name === null ? 'Batch without a name' : oneLine(name);
}

function batchLink(items: readonly { id: string }[]) {
  const [only] = items.length === 1 ? items : [];
  return only
    ? { path: `/invitations/${segment(only.id)}`, label: 'Open the batch' }
    : { path: '/invitations', label: 'Open Invitations' };
}

function seatLine({ user, seats, seatsUsed, account }: ItemOf['seats_over']): string {
  return `${oneLine(user)}: ${formatNumber(seatsUsed)} of ${formatCount(seats, 'seat')} in use (${oneLine(account)})`;
}

const LONGEST = 300;

/** Our own sentences, which may have a vendor's word in them. */
function cut(text: string): string {
  const clean = text.toWellFormed().replace(/\s+/gu, ' ').trim();
  const short = clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
  return short.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}

const segment = encodeURIComponent;
