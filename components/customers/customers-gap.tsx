'use client';

import { Building2, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState, QueryError } from '@/components/ui/states';
import type { CustomersPage } from '@/lib/contract/customers';

type CustomersGapProps = {
  data: CustomersPage | undefined;
  query: Parameters<typeof QueryError>[0]['query'];
  isFiltered: boolean;
  onClear: () => void;
  canAdd: boolean;
  /** What fills an empty list. */
  actions: ReactNode;
};

/** Shown instead of rows if there are none: why, and what to do. */
export function CustomersGap(props: CustomersGapProps) {
  const { data, query, isFiltered, onClear, canAdd, actions } = props;
  if (!data) return <QueryError title="Couldn’t load customers" query={query} />;
  if (data.total > 0) return null;
  if (isFiltered && data.summary.customers > 0) {
    return (
      <EmptyState
        title="No matching customers"
        icon={<SearchX />}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Search covers names, email domains, external numbers, and tags.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No customers yet" icon={<Building2 />} action={canAdd && actions}>
      A customer is a company with its email domains: users with an address there belong to it, and
      others can be assigned by hand.{' '}
      {canAdd
        ? 'Start with the suggestions, which are made from the domains of your users, or add one.'
        : 'Your role can only view customers. To add one, ask a manager.'}
    </EmptyState>
  );
}
