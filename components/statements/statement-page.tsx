'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { downloadFrom } from '@/components/ui/download';
import { MenuButton } from '@/components/ui/menu-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { askAdmission } from '@/lib/client/admission';
import type { Statement, StatementFormat } from '@/lib/contract/statements';
import { formatCount, formatDay } from '@/lib/shared/format';
import { formatMonth } from '@/lib/shared/months';
import { formatAmount } from '@/lib/shared/amounts';
import { statementQuery, statementsQuery } from './queries';
import { areSeatsKnown, StatementTable } from './statement-table';

const BilledDialog = lazy(async () => ({
  default: (await import('./billed-dialog')).BilledDialog,
}));
const AcknowledgeDialog = lazy(async () => ({
  default: (await import('./acknowledge-dialog')).AcknowledgeDialog,
}));

type StatementPageProps = { id: string; permissions: readonly string[] };

/** One month's statement: on screen to compare it with what was billed, on paper a document. */
export function StatementPage({ id, permissions }: StatementPageProps) {
  const query = useQuery(statementQuery(id));
  const statement = query.data;
  const [asking, setAsking] = useState<'billed' | 'acknowledge' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <PageHeader
        title={statement ? `Statement for ${formatMonth(statement.month)}` : 'Statement'}
        description={statement && <Facts statement={statement} />}
        back={
          <Link href="/statements" className="print:hidden">
            Statements
          </Link>
        }
        actions={
          statement && <Actions statement={statement} permissions={permissions} onAsk={setAsking} />
        }
      />
      {statement && (
        <>
          <Notices statement={statement} />
          {areSeatsKnown(statement) || statement.billing ? (
            <StatementTable statement={statement} />
          ) : (
            <EmptyState title={`No seats are known for ${formatMonth(statement.month)}`}>
              No day of the month was read, so there is nothing to list or to compare.
            </EmptyState>
          )}
          <Agreement statement={statement} />
        </>
      )}
      {!statement && query.error && (
        <QueryError title="Couldn’t load the statement" query={query} />
      )}
      {!statement && !query.error && <Skeleton className="mx-(--gutter) h-60" />}
      <Suspense fallback={null}>
        {statement && asking === 'billed' && <BilledDialog statement={statement} onClose={close} />}
        {statement && asking === 'acknowledge' && (
          <AcknowledgeDialog statement={statement} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

type ActionsProps = {
  statement: Statement;
  permissions: readonly string[];
  onAsk: (what: 'billed' | 'acknowledge') => void;
};

const files: readonly { format: StatementFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
  { format: 'xero', label: 'Invoices for Xero (CSV)' },
];

function Actions({ statement, permissions, onAsk }: ActionsProps) {
  const { id, billing, acknowledgement } = statement;
  const isOpen = permissions.includes('customers.manage') && !acknowledgement;
  const download = async ({ format, label }: (typeof files)[number]) => {
    const path = `/api/statements/${id}?format=${format}`;
    if (await downloadFrom(path, () => askAdmission('exports'))) {
      toast.success(`Exporting the statement as ${label}`);
    }
  };
  return (
    <>
      <Button onClick={() => window.print()}>
        <Printer aria-hidden />
        Print
      </Button>
      {permissions.includes('users.export') && (
        <MenuButton
          label="Export the statement"
          align="end"
          entries={files.map((one) => ({ label: one.label, onSelect: () => void download(one) }))}
        >
          <Download aria-hidden />
          Export
        </MenuButton>
      )}
      {isOpen && !billing && <Button onClick={() => onAsk('acknowledge')}>Acknowledge</Button>}
      {isOpen && (
        <Button variant={billing ? 'secondary' : 'primary'} onClick={() => onAsk('billed')}>
          {billing ? 'Replace what was billed' : 'Add what was billed'}
        </Button>
      )}
      {isOpen && billing && (
        <Button variant="primary" onClick={() => onAsk('acknowledge')}>
          Acknowledge
        </Button>
      )}
    </>
  );
}

/** Who froze it and when, and the sums. */
function Facts({ statement }: { statement: Statement }) {
  const { version, createdAt, createdBy, totals } = statement;
  const by = createdBy === 'system' ? 'automatically' : `by ${createdBy}`;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      <span className="font-medium text-ink tabular-nums">
        {areSeatsKnown(statement) ? formatCount(totals.seats, 'seat') : 'Seats unknown'}
        {totals.amounts.map((one) => ` · ${formatAmount(one)}`)}
      </span>
      <span>
        {version > 1 && `Version ${version}, `}
        {version > 1 ? 'created' : 'Created'} {by}, <RelativeTime at={createdAt} isAbsolute />
      </span>
    </span>
  );
}

/** What a reader must know before the numbers: days that are missing, another version. */
function Notices({ statement }: { statement: Statement }) {
  const { id, month, through, missingDays, correction } = statement;
  const versions = useQuery(statementsQuery()).data?.items.filter((one) => one.month === month);
  const latest = versions?.find(({ isLatest }) => isLatest);
  const isPartial = new Date(Date.parse(through) + 86_400_000).toISOString().startsWith(month);
  const withoutPrice = statement.lines.filter(
    ({ customer, pricePerSeat, seats }) => customer && pricePerSeat === null && (seats ?? 0) > 0,
  ).length;
  return (
    <div className="flex flex-col gap-2 px-(--gutter) pb-4 empty:hidden">
      {latest && latest.id !== id && (
        <Notice tone="warn" title="This version was corrected">
          <Link href={`/statements/${latest.id}`} className="underline">
            Version {latest.version}
          </Link>{' '}
          is the latest.{latest.correction && ` ${latest.correction}`}
        </Notice>
      )}
      {correction !== null && (
        <Notice title={`Why there is version ${statement.version}`}>{correction}</Notice>
      )}
      {isPartial && (
        <Notice tone="warn" title={`Up to ${formatDay(through)}`}>
          The month wasn’t over when this statement was created.
        </Notice>
      )}
      {missingDays.length > 0 && (
        <Notice tone="warn" title={`${formatCount(missingDays.length, 'day')} missing`}>
          The users weren’t read on {spans(missingDays).join(', ')}. These days count as unknown,
          not as zero.
        </Notice>
      )}
      {withoutPrice > 0 && (
        <Notice>
          {formatCount(withoutPrice, 'customer')} with seats {withoutPrice === 1 ? 'has' : 'have'}{' '}
          no price, so {withoutPrice === 1 ? 'it has' : 'they have'} no amount and no invoice.
        </Notice>
      )}
    </div>
  );
}

/** Days that follow each other as one: "1 Nov 2026 – 9 Nov 2026". */
function spans(days: readonly string[]): string[] {
  const found: { first: string; last: string }[] = [];
  for (const day of days) {
    const open = found.at(-1);
    if (open && Date.parse(day) - Date.parse(open.last) === 86_400_000) open.last = day;
    else found.push({ first: day, last: day });
  }
  return found.map(({ first, last }) =>
    first === last ? formatDay(first) : `${formatDay(first)} – ${formatDay(last)}`,
  );
}

/** Who agreed, with the note; on paper, a line to sign where no one has yet. */
function Agreement({ statement }: { statement: Statement }) {
  const { billing, acknowledgement } = statement;
  return (
    <div className="flex flex-col gap-2 px-(--gutter) pt-4 pb-12 text-13">
      {billing && (
        <p className="text-muted">
          What was billed was added by {billing.by}, <RelativeTime at={billing.at} isAbsolute />.
        </p>
      )}
      {acknowledgement ? (
        <Notice tone="good" title={`Acknowledged by ${acknowledgement.by}`}>
          <RelativeTime at={acknowledgement.at} isAbsolute />
          {acknowledgement.note && (
            <p className="wrap-anywhere whitespace-pre-wrap">{acknowledgement.note}</p>
          )}
        </Notice>
      ) : (
        <div className="mt-12 hidden gap-12 print:flex">
          <p className="flex-1 border-t border-line-strong pt-1">Date</p>
          <p className="flex-2 border-t border-line-strong pt-1">Acknowledged by</p>
        </div>
      )}
    </div>
  );
}
