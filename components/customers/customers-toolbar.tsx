'use client';

import { TagFilter } from '@/components/items/tag-filter';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { ViewControls } from '@/components/views/view-controls';
import type { CustomersPage } from '@/lib/contract/customers';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { isFiltered, noFilters, type CustomerFilters } from './customer-filters';

type CustomersToolbarProps = {
  filters: CustomerFilters;
  onChange: (change: Partial<CustomerFilters>) => void;
  data: CustomersPage | undefined;
  tableId: string;
};

export function CustomersToolbar(props: CustomersToolbarProps) {
  const { filters, onChange, data, tableId } = props;
  const isNarrowed = isFiltered(filters);
  return (
    <Toolbar
      aside={
        data && (
          <span>
            {isNarrowed
              ? `${formatNumber(data.total)} of ${formatCount(data.summary.customers, 'customer')}`
              : formatCount(data.total, 'customer')}
          </span>
        )
      }
    >
      <SearchInput
        label="Search names, domains, and numbers"
        value={filters.search}
        onValueChange={(search) => onChange({ search })}
        controls={data?.total === 0 ? undefined : tableId}
        className="w-full sm:w-72 lg:w-80"
      />
      <TagFilter
        kind="customers"
        account={null}
        chosen={filters.tag}
        onChange={(tag) => onChange({ tag })}
        isAlwaysShown
      />
      {isNarrowed && (
        <Button variant="ghost" size="sm" onClick={() => onChange(noFilters)}>
          Clear
        </Button>
      )}
      <ViewControls page="customers" />
    </Toolbar>
  );
}
