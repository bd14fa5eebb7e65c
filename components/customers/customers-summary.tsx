import Link from 'next/link';
import { Skeleton } from '@/components/ui/skeleton';
import type { CustomersPage, CustomerSums } from '@/lib/contract/customers';
import { ALL } from '@/lib/shared/account-choice';
import { NO_CUSTOMER } from '@/lib/shared/customers';
import { formatCount, formatNumber } from '@/lib/shared/format';

type CustomersSummaryProps = { page: CustomersPage | undefined; error: unknown };

/** Totals of what matches, or of all customers if nothing is filtered. The toolbar has their number. */
export function CustomersSummary({ page, error }: CustomersSummaryProps) {
  if (!page && error) return null;
  if (!page) {
    return (
      <span className="flex h-5 items-center">
        <Skeleton className="w-72" />
      </span>
    );
  }
  const { summary, filtered, withoutCustomer } = page;
  const isFiltered = filtered.customers < summary.customers;
  const without = withoutCustomer.users ?? 0;
  return (
    <span className="tabular-nums">
      {sumsInWords(filtered).join(' · ')}
      {without > 0 && !isFiltered && (
        <>
          {' · '}
          <Link
            href={`/users?${new URLSearchParams({ account: ALL, customer: NO_CUSTOMER })}`}
            prefetch={false}
            className="rounded-tag underline decoration-line-strong underline-offset-2 hover:decoration-current"
          >
            {formatCount(without, 'user')} unassigned
          </Link>
        </>
      )}
    </span>
  );
}

/** "42 users", "96 of 120 seats in use", "3 devices"; left out: what isn't known. */
function sumsInWords({ users, seats, seatsUsed, devices }: CustomerSums): string[] {
  return [
    ...(users === null ? [] : [formatCount(users, 'user')]),
    ...(seats === null || seatsUsed === null
      ? []
      : [`${formatNumber(seatsUsed)} of ${formatCount(seats, 'seat')} in use`]),
    ...(devices === null ? [] : [formatCount(devices, 'device')]),
  ];
}
