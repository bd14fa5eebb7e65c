import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { actionsOverlay, EmptyCell } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import { cn } from '@/lib/client/cn';
import type { CustomerOf } from '@/lib/contract/common';
import type { CustomerUser, UserSort } from '@/lib/contract/users';
import { formatDay, formatNumber } from '@/lib/shared/format';
import type { UserColumnId } from '@/lib/shared/user-columns';

export type SortKey = Exclude<UserSort, `-${string}`>;

type UserColumn = {
  label: string;
  sort?: SortKey;
  isNumeric?: boolean;
  /** In a fixed layout, so that nothing moves between full, short and empty lists. See `shared`. */
  width: string;
  /** The least of it, in pixels. */
  px: number;
  cell: (user: CustomerUser) => ReactNode;
};

/** The columns that a person may choose and order; the address is always first. */
export const userColumns: Record<UserColumnId, UserColumn> = {
  customer: {
    ...{ label: 'Customer', sort: 'customer', width: 'w-[max(10rem,160*var(--share))]', px: 160 },
    cell: ({ customer }) => (customer ? <CustomerLink customer={customer} /> : <EmptyCell />),
  },
  seats: {
    ...{
      label: 'Seats',
      sort: 'seats',
      isNumeric: true,
      width: 'w-[max(5rem,80*var(--share))]',
      px: 80,
    },
    cell: ({ seats }) => (seats === null ? <EmptyCell meaning="unknown" /> : formatNumber(seats)),
  },
  seatsUsed: {
    ...{ label: 'In use', sort: 'seatsUsed', width: 'w-[max(11.5rem,184*var(--share))]', px: 184 },
    cell: ({ seats, seatsUsed }) => <UsageBar used={seatsUsed} seats={seats} />,
  },
  unused: {
    ...{
      label: 'Unused',
      sort: 'unused',
      isNumeric: true,
      width: 'w-[max(6rem,96*var(--share))]',
      px: 96,
    },
    cell: unused,
  },
  utilisation: {
    ...{
      label: 'Utilization',
      sort: 'utilisation',
      isNumeric: true,
      width: 'w-[max(7rem,112*var(--share))]',
      px: 112,
    },
    cell: (user) => utilisation(user) ?? <EmptyCell meaning="unknown" />,
  },
  status: {
    ...{ label: 'Status', width: 'w-[max(7rem,112*var(--share))]', px: 112 },
    cell: ({ isActive }) => <UserState isActive={isActive} />,
  },
  createdOn: {
    ...{ label: 'Created', sort: 'createdOn', width: 'w-[max(8rem,128*var(--share))]', px: 128 },
    cell: ({ createdOn }) =>
      createdOn === null ? (
        <EmptyCell meaning="unknown" />
      ) : (
        <span className="whitespace-nowrap">{formatDay(createdOn)}</span>
      ),
  },
  password: {
    ...{ label: 'Password', width: 'w-[max(7rem,112*var(--share))]', px: 112 },
    cell: (user) => <PasswordMark user={user} />,
  },
  lastSignIn: {
    ...{ label: 'Last sign-in', width: 'w-[max(13rem,208*var(--share))]', px: 208 },
    cell: ({ lastSignIn }) =>
      lastSignIn ? (
        <span className="block truncate">
          <RelativeTime at={lastSignIn.at} />
          <span className="text-muted"> · {lastSignIn.by}</span>
        </span>
      ) : (
        <EmptyCell meaning="never" />
      ),
  },
};

/** Which columns go first as the table gets narrower: the last. */
const importance: readonly (UserColumnId | 'account')[] = [
  ...(['seatsUsed', 'status', 'seats', 'createdOn', 'password', 'account'] as const),
  ...(['customer', 'unused', 'utilisation', 'lastSignIn'] as const),
];

const ACCOUNT_PX = 176;
const EMAIL_PX = 240;
const CHECKBOX_PX = 40;

/**
 * In a wide table each column gets its share of what there is: the width in pixels by what those of
 * all columns are together, rounded up. One class for each sum, as the pages allow no other styles.
 */
const shared = [
  [500, '[--share:calc((100cqw_-_3rem)/500)]'],
  [600, '[--share:calc((100cqw_-_3rem)/600)]'],
  [700, '[--share:calc((100cqw_-_3rem)/700)]'],
  [800, '[--share:calc((100cqw_-_3rem)/800)]'],
  [900, '[--share:calc((100cqw_-_3rem)/900)]'],
  [1000, '[--share:calc((100cqw_-_3rem)/1000)]'],
  [1100, '[--share:calc((100cqw_-_3rem)/1100)]'],
  [1200, '[--share:calc((100cqw_-_3rem)/1200)]'],
  [1300, '[--share:calc((100cqw_-_3rem)/1300)]'],
  [1400, '[--share:calc((100cqw_-_3rem)/1400)]'],
  [1700, '[--share:calc((100cqw_-_3rem)/1700)]'],
] as const;

/** Container queries, because the side navigation may be collapsed. */
const visibleFrom = [
  [672, 'hidden @2xl:table-cell'],
  [768, 'hidden @3xl:table-cell'],
  [896, 'hidden @4xl:table-cell'],
  [1024, 'hidden @5xl:table-cell'],
  [1152, 'hidden @6xl:table-cell'],
  [1280, 'hidden @7xl:table-cell'],
  [1408, 'hidden @[88rem]:table-cell'],
] as const;

/**
 * One class per column, for its heading, cells and skeleton. In a narrow table, account, usage and
 * status move below the address.
 */
export function columnClasses(shown: readonly UserColumnId[], hasAccount: boolean) {
  const classes = new Map<UserColumnId | 'account', string>();
  let total = EMAIL_PX + CHECKBOX_PX;
  for (const id of importance) {
    if (id === 'account' ? !hasAccount : !shown.includes(id)) continue;
    const [px, width] =
      id === 'account'
        ? [ACCOUNT_PX, 'w-[max(11rem,176*var(--share))]']
        : [userColumns[id].px, userColumns[id].width];
    total += px;
    // Below 72 rem the account is under the address: at any other width it would be in both or none.
    const from = id === 'account' ? 1152 : total;
    const visible = visibleFrom.find(([container]) => container >= from) ?? visibleFrom[6];
    classes.set(id, cn(width, visible[1]));
  }
  // The address takes what is left: a little more than its own share.
  return {
    table: (shared.find(([sum]) => sum >= total) ?? shared[10])[1],
    choice: 'w-10 pr-0! touch:w-12',
    email: '',
    account: classes.get('account'),
    shown: shown.map((id) => ({ id, className: classes.get(id) ?? '' })),
    actions: actionsOverlay,
  };
}

export type ColumnClasses = ReturnType<typeof columnClasses>;

function CustomerLink({ customer: { id, name } }: { customer: CustomerOf }) {
  return (
    <Link
      href={`/customers/${id}`}
      prefetch={false}
      // The panel of the row leads there by keyboard.
      tabIndex={-1}
      className="flex min-w-0 hover:underline hover:underline-offset-2"
    >
      <TruncatedText text={name} />
    </Link>
  );
}

/** Whether one click is enough to sign in as this user. */
function PasswordMark({ user }: { user: CustomerUser }) {
  if (!user.hasStoredPassword) return <EmptyCell meaning="not stored" />;
  if (user.storedPassword === 'refused') return <Status tone="warn" label="Rejected" />;
  if (user.storedPassword === 'unreadable') return <Status tone="bad" label="Damaged" />;
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom">
      <KeyRound aria-hidden className="size-3.5 text-muted" />
      Stored
    </span>
  );
}

/** Null: RemotePC returned a state that can't be interpreted. */
export function UserState({ isActive }: { isActive: boolean | null }) {
  if (isActive === null) return <EmptyCell meaning="unknown" />;
  return <Status tone={isActive ? 'good' : 'neutral'} label={isActive ? 'Active' : 'Inactive'} />;
}

/** Seats left; over the limit it's what the bar shows, not a number below zero. */
function unused({ seats, seatsUsed }: CustomerUser) {
  if (seats === null || seatsUsed === null) return <EmptyCell meaning="unknown" />;
  return seatsUsed > seats ? <EmptyCell meaning="over limit" /> : formatNumber(seats - seatsUsed);
}

/** "75%" of the seats are in use; null if it can't be calculated. */
export function utilisation({ seats, seatsUsed }: CustomerUser): string | null {
  if (seats === null || seatsUsed === null || seats === 0) return null;
  return `${formatNumber(Math.round((seatsUsed / seats) * 100))}%`;
}
