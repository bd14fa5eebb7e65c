'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, KeyRound, Printer } from 'lucide-react';
import Link from 'next/link';
import { parseAsString } from 'nuqs';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { useUrlFilters } from '@/components/ui/use-url-state';
import { askAdmission } from '@/lib/client/admission';
import type { AccessReport, AccessReportLine } from '@/lib/contract/audit';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { formatMonth, lastMonths } from '@/lib/shared/months';
import { accessSheetPath, accessSheetQuery, customerQuery } from './queries';

const parsers = { month: parseAsString };

type AccessSheetProps = { id: string; permissions: readonly string[]; now?: Date };

/** Who signed in as the customer's users in a month: to show it to them, or to print it for them. */
export function AccessSheet({ id, permissions, now = new Date() }: AccessSheetProps) {
  const months = lastMonths(now);
  const [filters, setFilters] = useUrlFilters(parsers);
  const month = months.find((each) => each === filters.month) ?? months[0] ?? '';
  const customer = useQuery(customerQuery(id)).data;
  const query = useQuery(accessSheetQuery(id, month));
  const name = customer?.name ?? 'Customer';
  return (
    <>
      <PageHeader
        title={`Access to ${name} in ${formatMonth(month)}`}
        description={
          query.data &&
          query.data.items.length > 0 &&
          `${formatCount(query.data.items.length, 'sign-in')} by your team as one of its users. Days are in UTC.`
        }
        back={
          <Link href={`/customers/${id}`} className="print:hidden">
            {name}
          </Link>
        }
        actions={
          <>
            <Select
              aria-label="Month"
              value={month}
              className="w-44 print:hidden"
              onChange={({ target }) => void setFilters({ month: target.value })}
            >
              {months.map((each) => (
                <option key={each} value={each}>
                  {formatMonth(each)}
                </option>
              ))}
            </Select>
            <Button onClick={() => window.print()}>
              <Printer aria-hidden />
              Print
            </Button>
            {permissions.includes('activity.export') && (
              <Button
                onClick={() =>
                  void downloadFrom(accessSheetPath(id, month, 'csv'), () =>
                    askAdmission('exports'),
                  )
                }
              >
                <Download aria-hidden />
                Export CSV
              </Button>
            )}
          </>
        }
      />
      {query.data && <Sheet sheet={query.data} month={month} />}
      {!query.data && query.error && (
        <QueryError title="Couldn’t load the access sheet" query={query} />
      )}
      {!query.data && !query.error && <Skeleton className="mx-(--gutter) h-40" />}
    </>
  );
}

type SheetProps = { sheet: AccessReport; month: string };

function Sheet({ sheet: { items, removedEvents }, month }: SheetProps) {
  return (
    <div className="@container pb-12">
      {removedEvents > 0 && (
        <Notice tone="warn" title="Sign-ins may be missing" className="mx-(--gutter) mb-4">
          Events of this month were removed by policy.
        </Notice>
      )}
      {items.length === 0 ? (
        <EmptyState icon={<KeyRound />} title={`No sign-ins in ${formatMonth(month)}`}>
          When someone on your team signs in as one of this customer’s users, it’s listed here.
        </EmptyState>
      ) : (
        <Table aria-label="Sign-ins">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>User</Th>
              <Th className="hidden @2xl:table-cell print:table-cell">By</Th>
              <Th className="hidden @3xl:table-cell print:table-cell">Ticket</Th>
              <Th className="hidden @2xl:table-cell print:table-cell">Reason</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((line) => (
              <Line key={`${line.at} ${line.account} ${line.user} ${line.person}`} line={line} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function Line({ line }: { line: AccessReportLine }) {
  const { at, user, person, ticket, reason, approver, outcome } = line;
  const why = [ticket, reason].filter(Boolean).join(' · ');
  return (
    <Tr className="align-top">
      <Td className="py-2">
        <RelativeTime at={at} isAbsolute />
      </Td>
      <Td className="py-2 wrap-anywhere">
        {shownEmail(user)}
        {outcome === 'unknown' && <span className="text-muted"> · outcome unknown</span>}
        <span className="block text-12 text-muted @2xl:hidden print:hidden">
          {person}
          {why && ` · ${why}`}
        </span>
      </Td>
      <Td className="hidden py-2 wrap-anywhere @2xl:table-cell print:table-cell">
        {person}
        {approver && <span className="text-muted"> · approved by {approver}</span>}
      </Td>
      <Td className="hidden py-2 wrap-anywhere @3xl:table-cell print:table-cell">
        {ticket ?? <EmptyCell />}
      </Td>
      <Td className="hidden py-2 wrap-anywhere @2xl:table-cell print:table-cell">
        {reason ?? <EmptyCell />}
      </Td>
    </Tr>
  );
}
