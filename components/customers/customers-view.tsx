'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useEffectEvent, useId, useState } from 'react';
import { ExportButton } from '@/components/items/export-button';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { useUrlFilters } from '@/components/ui/use-url-state';
import type { CustomersPage } from '@/lib/contract/customers';
import {
  customerFilterParsers,
  isFiltered,
  noFilters,
  type CustomerFilters,
} from './customer-filters';
import { CustomersActions } from './customers-actions';
import { CustomersGap } from './customers-gap';
import { CustomersSummary } from './customers-summary';
import { CustomersTable, type SortKey } from './customers-table';
import { CustomersToolbar } from './customers-toolbar';
import { customersQuery, exportPath, suggestionsQuery } from './queries';

const UnavailableAccounts = lazy(async () => ({
  default: (await import('@/components/account-choice/unavailable-accounts')).UnavailableAccounts,
}));
const AddCustomerDialog = lazy(async () => ({
  default: (await import('./customer-form')).AddCustomerDialog,
}));
const SuggestionsDialog = lazy(async () => ({
  default: (await import('./suggestions-dialog')).SuggestionsDialog,
}));

type CustomersViewProps = {
  permissions: readonly string[];
  /** They see only some customers: a new one wouldn't be among them. */
  isConfined: boolean;
};

/** The companies that buy from the reseller: search, sort, add, accept what is suggested. */
export function CustomersView({ permissions, isConfined }: CustomersViewProps) {
  const [filters, setFilters] = useUrlFilters(customerFilterParsers, ['search']);
  const change = (next: Partial<CustomerFilters>) => void setFilters({ page: 1, ...next });
  const query = useQuery(customersQuery(filters));
  const { data, error, isPlaceholderData } = query;
  const [asking, setAsking] = useState<'add' | 'suggestions' | null>(null);
  const canAdd = permissions.includes('customers.manage') && !isConfined;
  const suggested = useQuery({ ...suggestionsQuery(), enabled: canAdd }).data?.total ?? 0;
  const tableId = useId();
  const isNew = data?.summary.customers === 0;
  useLastPage(isPlaceholderData ? undefined : data, filters, (page) =>
    setFilters({ page }, { history: 'replace' }),
  );
  const actions = {
    ...{ canAdd, suggested },
    onSuggestions: () => setAsking('suggestions'),
    onAdd: () => setAsking('add'),
  };
  return (
    <>
      <PageHeader
        title="Customers"
        description={
          isNew ? (
            'The companies that buy from you.'
          ) : (
            <CustomersSummary page={data} error={error} />
          )
        }
        actions={
          !isNew && (
            <CustomersActions
              {...actions}
              isHeader
              exportMenu={
                permissions.includes('users.export') && (
                  <ExportButton
                    noun="customer"
                    source={{ rows: 'matching', pathOf: (format) => exportPath(filters, format) }}
                    count={data?.total}
                  />
                )
              }
            />
          )
        }
      />
      {!isNew && (
        <CustomersToolbar filters={filters} onChange={change} data={data} tableId={tableId} />
      )}
      {data?.unavailable && (
        <Suspense fallback={null}>
          <UnavailableAccounts
            accounts={data.unavailable}
            what="figures"
            isRetrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        </Suspense>
      )}
      {(data ? data.total > 0 : !error) && (
        <CustomersTable
          id={tableId}
          customers={data?.items}
          sort={filters.sort}
          onSort={(key) => change({ sort: nextSort(filters.sort, key) })}
        />
      )}
      <CustomersGap
        data={data}
        query={query}
        isFiltered={isFiltered(filters)}
        onClear={() => change(noFilters)}
        canAdd={canAdd}
        actions={<CustomersActions {...actions} />}
      />
      {data && data.total > 0 && (
        <Pagination
          page={filters.page}
          pageSize={filters.pageSize}
          total={data.total}
          noun="customer"
          onPageChange={(page) => {
            change({ page });
            window.scrollTo({ top: 0 });
          }}
        />
      )}
      <Suspense fallback={null}>
        {asking === 'add' && <AddCustomerDialog onClose={() => setAsking(null)} />}
        {asking === 'suggestions' && <SuggestionsDialog onClose={() => setAsking(null)} />}
      </Suspense>
    </>
  );
}

/** Leaves a page that no longer exists, because customers were deleted or merged. */
function useLastPage(
  data: CustomersPage | undefined,
  { page, pageSize }: CustomerFilters,
  onPage: (page: number) => unknown,
) {
  const last = data ? Math.max(1, Math.ceil(data.total / pageSize)) : page;
  const goTo = useEffectEvent(onPage);
  useEffect(() => {
    if (page > last) goTo(last);
  }, [page, last]);
}

/** Names start at A, numbers with the largest; the same heading again reverses it. */
function nextSort(current: CustomerFilters['sort'], key: SortKey): CustomerFilters['sort'] {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return key === 'name' || key === 'externalId' ? key : `-${key}`;
}
