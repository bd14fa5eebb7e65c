import Link from 'next/link';
import type { ReactNode } from 'react';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import type { Statement } from '@/lib/contract/statements';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { formatAmount, formatChange, formatDecimal } from '@/lib/shared/amounts';

type Line = Statement['lines'][number];

/** On paper there is room for all of them. */
const columns = [
  { label: 'Customer', className: 'min-w-24 @xl:min-w-40' },
  { label: 'Seats', isNumeric: true, className: '' },
  { label: 'In use', isNumeric: true, className: 'hidden @3xl:table-cell print:table-cell' },
  { label: 'Peak', isNumeric: true, className: 'hidden @4xl:table-cell print:table-cell' },
  { label: 'Average', isNumeric: true, className: 'hidden @4xl:table-cell print:table-cell' },
  { label: 'Change', isNumeric: true, className: 'hidden @3xl:table-cell print:table-cell' },
  { label: 'Price', isNumeric: true, className: 'hidden @2xl:table-cell print:table-cell' },
  { label: 'Amount', isNumeric: true, className: 'hidden @xl:table-cell print:table-cell' },
  { label: 'Billed', isNumeric: true, className: 'hidden @2xl:table-cell print:table-cell' },
  { label: 'Variance', className: 'w-30 pl-6! @xl:w-42 print:w-auto' },
] as const;
const [customer, seats, used, peak, average, change, price, amount, billed, variance] = columns.map(
  ({ className }) => className,
);

/** Whether anything was read in the month: the sum of unknown numbers isn't zero. */
export function areSeatsKnown({ lines }: Statement): boolean {
  return lines.length === 0 || lines.some((line) => line.seats !== null);
}

/** A line for each customer, those without one, and the sums. */
export function StatementTable({ statement }: { statement: Statement }) {
  const { lines, totals, billing } = statement;
  const isKnown = areSeatsKnown(statement);
  return (
    <div className="@container">
      <Table aria-label="Customers in this statement">
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
          {lines.map((line) => (
            <StatementRow
              key={line.customer?.id ?? ''}
              line={line}
              isBilled={billing !== null}
              isKnown={isKnown}
            />
          ))}
        </tbody>
        <tfoot className="font-medium print:table-row-group">
          <tr>
            <Td className={customer}>Total</Td>
            <Td className={seats} isNumeric>
              <Known of={isKnown ? totals.seats : null} />
            </Td>
            <Td className={used} isNumeric>
              <Known of={isKnown ? totals.seatsUsed : null} />
            </Td>
            <Td className={peak} />
            <Td className={average} />
            <Td className={change} />
            <Td className={price} />
            <Td className={amount} isNumeric>
              {totals.amounts.map((one) => (
                <span key={one.currency} className="block whitespace-nowrap">
                  {formatAmount(one)}
                </span>
              ))}
            </Td>
            <Td className={billed} isNumeric>
              {totals.billed === null ? null : formatNumber(totals.billed)}
            </Td>
            <Td className={variance} />
          </tr>
        </tfoot>
      </Table>
    </div>
  );
}

type StatementRowProps = {
  line: Line;
  isBilled: boolean;
  /** Days were read for some customers: a notice says if for none. */
  isKnown: boolean;
};

function StatementRow({ line, isBilled, isKnown }: StatementRowProps) {
  return (
    <Tr>
      <Td className={customer}>
        <Name line={line} isKnown={isKnown} />
      </Td>
      <Td className={seats} isNumeric>
        <Known of={line.seats} />
      </Td>
      <Td className={used} isNumeric>
        <Known of={line.seatsUsed} />
      </Td>
      <Td className={peak} isNumeric>
        <Known of={line.peak} />
      </Td>
      <Td className={average} isNumeric>
        {line.average === null ? <EmptyCell meaning="unknown" /> : formatDecimal(line.average)}
      </Td>
      <Td className={change} isNumeric>
        {line.difference === null ? <EmptyCell meaning="unknown" /> : formatChange(line.difference)}
      </Td>
      <Td className={price} isNumeric>
        {line.pricePerSeat === null ? (
          <EmptyCell />
        ) : (
          <span className="whitespace-nowrap">
            {formatAmount({ amount: line.pricePerSeat, currency: line.currency })}
          </span>
        )}
      </Td>
      <Td className={amount} isNumeric>
        {line.amount === null ? (
          <EmptyCell />
        ) : (
          <span className="whitespace-nowrap">
            {formatAmount({ amount: line.amount, currency: line.currency })}
          </span>
        )}
      </Td>
      <Td className={billed} isNumeric>
        <Known of={line.billed} meaning="none" />
      </Td>
      <Td className={variance}>{isBilled ? <VarianceOf line={line} /> : <EmptyCell />}</Td>
    </Tr>
  );
}

function Name({
  line: { customer: who, daysRead, pricePerSeat, currency, amount: sum },
  isKnown,
}: Pick<StatementRowProps, 'line' | 'isKnown'>) {
  return (
    <div className="py-1.5">
      {who ? (
        <Link
          href={`/customers/${who.id}`}
          prefetch={false}
          data-stop=""
          className="flex min-w-0 font-medium hover:underline hover:underline-offset-2"
        >
          <TruncatedText text={who.name} />
        </Link>
      ) : (
        <span className="text-muted">Without a customer</span>
      )}
      <span className="text-12 text-muted">
        {[who?.externalId, isKnown && daysRead === 0 && 'No day was read']
          .filter(Boolean)
          .join(' · ')}
      </span>
      {sum !== null && (
        <span className="block text-12 text-muted tabular-nums @xl:hidden print:hidden">
          {formatAmount({ amount: sum, currency })}
          {pricePerSeat !== null && ` at ${formatDecimal(pricePerSeat)}`}
        </span>
      )}
    </div>
  );
}

/** In words and with a shape, so that red and amber aren't the only sign. */
function VarianceOf({
  line: { state, variance: difference, billed: sum },
}: {
  line: Line;
}): ReactNode {
  if (difference === null) return <EmptyCell meaning="not billed to anyone" />;
  if (state === 'equal') return <Status tone="good" label="As billed" />;
  const count = formatNumber(Math.abs(difference));
  if (state === 'over') return <Status tone="warn" label={`${count} too many`} />;
  if (sum === null) return <Status tone="bad" label={`Not billed: ${count}`} />;
  return <Status tone="bad" label={`${formatCount(Math.abs(difference), 'seat')} short`} />;
}

function Known({ of, meaning = 'unknown' }: { of: number | null; meaning?: string }) {
  return of === null ? <EmptyCell meaning={meaning} /> : formatNumber(of);
}
