'use client';

import { useQuery } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import type { StatementSummary } from '@/lib/contract/statements';
import { formatCount, formatDate, formatNumber } from '@/lib/shared/format';
import { formatMonth } from '@/lib/shared/months';
import { formatAmount } from '@/lib/shared/amounts';
import { statementSettingsQuery, statementsQuery } from './queries';

const CreateStatementDialog = lazy(async () => ({
  default: (await import('./create-statement-dialog')).CreateStatementDialog,
}));
const SettingsDialog = lazy(async () => ({
  default: (await import('./settings-dialog')).SettingsDialog,
}));

/** The months' statements, newest first, each with its versions. */
export function StatementsView({ permissions }: { permissions: readonly string[] }) {
  const query = useQuery(statementsQuery());
  const settings = useQuery(statementSettingsQuery()).data;
  const [asking, setAsking] = useState<'create' | 'settings' | null>(null);
  const canManage = permissions.includes('customers.manage');
  const items = query.data?.items;
  const create = canManage && (
    <Button variant="primary" onClick={() => setAsking('create')}>
      Create statement
    </Button>
  );
  const isEmpty = items?.length === 0;
  return (
    <>
      <PageHeader
        title="Statements"
        description={
          settings?.day
            ? `Last month’s is created on day ${settings.day} of each month.`
            : 'The seats of each customer in a month, kept as they were, for billing.'
        }
        actions={
          canManage &&
          !query.isLoadingError && (
            <>
              <Button disabled={!settings} onClick={() => setAsking('settings')}>
                Schedule
              </Button>
              {!isEmpty && create}
            </>
          )
        }
      />
      {isEmpty && (
        <EmptyState
          icon={<ReceiptText aria-hidden />}
          title="No statements yet"
          action={create || undefined}
        >
          A statement freezes a month: seats, use, and amount of each customer. Compare it with what
          you billed, and keep it.
        </EmptyState>
      )}
      {!isEmpty && !query.isLoadingError && <StatementsTable items={items} />}
      {!items && <QueryError title="Couldn’t load statements" query={query} />}
      <Suspense fallback={null}>
        {asking === 'create' && (
          <CreateStatementDialog items={items ?? []} onClose={() => setAsking(null)} />
        )}
        {asking === 'settings' && settings && (
          <SettingsDialog settings={settings} onClose={() => setAsking(null)} />
        )}
      </Suspense>
    </>
  );
}

const columns = [
  { label: 'Month', className: '' },
  { label: 'Customers', isNumeric: true, className: 'hidden w-28 @3xl:table-cell' },
  { label: 'Seats', isNumeric: true, className: 'hidden w-24 @xl:table-cell' },
  { label: 'Amount', isNumeric: true, className: 'w-40 @max-xl:w-32 @max-xl:pr-(--gutter)' },
  { label: 'Billed', className: 'hidden w-44 @2xl:table-cell' },
  { label: 'Created', className: 'hidden w-32 @4xl:table-cell' },
] as const;
const [month, customers, seats, amount, billed, created] = columns.map(
  ({ className }) => className,
);

function StatementsTable({ items }: { items: readonly StatementSummary[] | undefined }) {
  return (
    <div className="@container">
      <Table aria-label="Statements" aria-busy={items === undefined} className="table-fixed">
        <thead>
          <tr>
            {columns.map(({ label, className, ...rest }) => (
              <Th key={label} className={className} isNumeric={'isNumeric' in rest}>
                {label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items === undefined ? (
            <SkeletonRows rows={6} columns={columns.map(({ className }) => className)} />
          ) : (
            items.map((item) => <StatementRow key={item.id} item={item} />)
          )}
        </tbody>
      </Table>
    </div>
  );
}

function StatementRow({ item }: { item: StatementSummary }) {
  return (
    <Tr isOpener>
      <Td className={month}>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5">
          <Link
            href={`/statements/${item.id}`}
            prefetch={false}
            data-open=""
            className="rounded-tag font-medium hover:underline hover:underline-offset-2"
          >
            {formatMonth(item.month)}
          </Link>
          {item.version > 1 && <Badge>Version {item.version}</Badge>}
          {!item.isLatest && <Badge>Corrected</Badge>}
          {item.missingDays > 0 && (
            <span className="text-12 text-muted">
              {formatCount(item.missingDays, 'day')} missing
            </span>
          )}
        </div>
        <div className="pb-2 text-12 @2xl:hidden">
          <BilledState item={item} />
        </div>
      </Td>
      <Td className={customers} isNumeric>
        {formatNumber(item.customers)}
      </Td>
      <Td className={seats} isNumeric>
        {formatNumber(item.seats)}
      </Td>
      <Td className={amount} isNumeric>
        {item.amounts.length === 0 ? (
          <EmptyCell meaning="no prices" />
        ) : (
          item.amounts.map((one) => (
            <span key={one.currency} className="block whitespace-nowrap">
              {formatAmount(one)}
            </span>
          ))
        )}
      </Td>
      <Td className={billed}>
        <BilledState item={item} />
      </Td>
      <Td className={created}>
        <time dateTime={item.createdAt}>{formatDate(item.createdAt)}</time>
      </Td>
    </Tr>
  );
}

/** How far a statement is: not billed, billed otherwise, agreed. */
function BilledState({ item }: { item: StatementSummary }) {
  const { isBilled, variances, isAcknowledged } = item;
  if (isAcknowledged) return <Status tone="good" label="Acknowledged" />;
  if (!isBilled) return <Status tone="neutral" label="Not billed yet" />;
  return variances > 0 ? (
    <Status tone="bad" label={formatCount(variances, 'variance')} />
  ) : (
    <Status tone="good" label="As billed" />
  );
}
