'use client';

import { useQuery } from '@tanstack/react-query';
import { FilterChipOfSeveral } from '@/components/ui/filter-chip';
import type { MenuEntry } from '@/components/ui/menu-content';
import { NO_CUSTOMER } from '@/lib/shared/customers';
import { formatNumber } from '@/lib/shared/format';
import { offeredCustomersQuery } from './queries';

const noCustomer = { value: NO_CUSTOMER, label: 'None' };

type CustomerFilterProps = {
  /** Ids, or `none`; null: not filtered. */
  chosen: readonly string[] | null;
  onChange: (customers: string[] | null) => void;
  /** Also while nothing is filtered, if there are any customers. */
  isAlwaysShown?: boolean;
};

/** The customers that users or devices are filtered by, if any. */
export function CustomerFilter(props: CustomerFilterProps) {
  const { onChange, isAlwaysShown = false } = props;
  const { data } = useQuery({
    ...offeredCustomersQuery(''),
    enabled: props.chosen !== null || isAlwaysShown,
  });
  if (!props.chosen && (!isAlwaysShown || !data || data.items.length === 0)) return null;
  const chosen = props.chosen ?? [];
  const known = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const unknown = chosen
    .filter((id) => id !== NO_CUSTOMER && !known.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: data ? 'Another customer' : '…' }));
  const options = [...unknown, noCustomer, ...known];
  return (
    <FilterChipOfSeveral
      label="Customer"
      values={chosen}
      options={options}
      onChange={(values) => onChange(values.length > 0 ? values : null)}
    />
  );
}

/** More are in the chip's own menu, once one is chosen. */
const OFFERED = 8;

/**
 * The first customers, for the menu of filters.
 * @param isWanted the menu is about to open
 */
export function useCustomerEntries(
  { chosen, onChange }: CustomerFilterProps,
  isWanted: boolean,
): MenuEntry[] {
  const { data } = useQuery({ ...offeredCustomersQuery(''), enabled: isWanted });
  if (chosen || !data || data.items.length === 0) return [];
  return [
    { kind: 'heading', label: 'Customer' },
    { label: noCustomer.label, onSelect: () => onChange([NO_CUSTOMER]) },
    ...data.items.slice(0, OFFERED).map(({ id, name, users }) => ({
      label: name,
      hint: users === null ? undefined : formatNumber(users),
      onSelect: () => onChange([id]),
    })),
  ];
}
