import type { RowStates } from '@/components/lists/checked-rows';
import type {
  CustomerList,
  CustomerRow,
  CustomerRowState,
  ExistingCustomers,
} from '@/lib/contract/customer-lists';
import { formatCount, formatNumber } from '@/lib/shared/format';

type Counts = CustomerList['counts'];

/** What will happen to a row, or what happened. */
export const rowStates: RowStates<CustomerRowState> = {
  new: { label: 'New', tone: 'good' },
  update: { label: 'Already there', tone: 'accent' },
  created: { label: 'Added', tone: 'good' },
  updated: { label: 'Updated', tone: 'accent' },
  skipped: { label: 'Skipped', tone: 'neutral' },
  unchanged: { label: 'No change', tone: 'neutral' },
  repeated: { label: 'Duplicate', tone: 'neutral' },
  fix: { label: 'To fix', tone: 'bad' },
};

/** How many customers saving changes. */
export function countReady(counts: Counts, existing: ExistingCustomers): number {
  return counts.new + (existing === 'update' ? counts.update : 0);
}

/** "Will add 12 customers, update 3, skip 2." */
export function willDo(counts: Counts, existing: ExistingCustomers): string {
  const updated = existing === 'update' ? counts.update : 0;
  const skipped = counts.update - updated + counts.unchanged + counts.repeated + counts.fix;
  const parts = phrases(['add', 'update', 'skip'], [counts.new, updated, skipped]);
  if (counts.new + updated === 0) return 'Nothing in this list changes a customer.';
  return `Will ${parts}.`;
}

/** "Added 12 customers, updated 3, skipped 2." */
export function hasDone(counts: Counts): string {
  const skipped = counts.skipped + counts.unchanged + counts.repeated + counts.fix;
  if (counts.created + counts.updated === 0) return 'No customer was changed.';
  const done = phrases(['added', 'updated', 'skipped'], [counts.created, counts.updated, skipped]);
  return `${done.charAt(0).toUpperCase()}${done.slice(1)}.`;
}

/** Leaves out zero counts; only the first one has the noun. */
function phrases(verbs: readonly string[], counts: readonly number[]): string {
  return verbs
    .map((verb, index) => ({ verb, count: counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }, place) =>
      place === 0 ? `${verb} ${formatCount(count, 'customer')}` : `${verb} ${formatNumber(count)}`,
    )
    .join(', ');
}

/** The rows to fix with the reasons. */
export function problemsCsv(rows: readonly CustomerRow[]): (string | number | null)[][] {
  const some = rows.filter(({ state }) => state === 'fix' || state === 'repeated');
  return [
    ['Row', 'Customer', 'Reason'],
    ...some.map(({ index, name, message = null }) => [index + 1, name, message]),
  ];
}
