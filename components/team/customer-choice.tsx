'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type Ref } from 'react';
import { offeredCustomersQuery } from '@/components/customers/queries';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { useDebounced } from '@/components/ui/use-debounced';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';

const SEARCH_DELAY_MS = 200;

type Named = { id: string; name: string };

/** What is selected, kept while "All customers" is looked at. */
export type ChosenCustomers = { isAll: boolean; customers: readonly Named[] };

export const everyCustomer: ChosenCustomers = { isAll: true, customers: [] };

/** As the API takes it: null is all, and whatever belongs to none. */
export function customerIdsOf({ isAll, customers }: ChosenCustomers): string[] | null {
  return isAll ? null : customers.map(({ id }) => id);
}

export const NO_CUSTOMER_CHOSEN = 'Select at least one customer.';

export function isNoCustomerChosen({ isAll, customers }: ChosenCustomers): boolean {
  return !isAll && customers.length === 0;
}

type CustomerChoiceProps = {
  chosen: ChosenCustomers;
  onChange: (chosen: ChosenCustomers) => void;
  error?: string;
  fieldRef?: Ref<HTMLInputElement>;
};

/** Whose users and devices someone sees: all, or those of the customers that are checked. */
export function CustomerChoice({ chosen, onChange, error, fieldRef }: CustomerChoiceProps) {
  return (
    <div className="flex flex-col gap-3">
      <SegmentedControl
        label="Customers"
        fieldRef={fieldRef}
        value={chosen.isAll ? 'all' : 'some'}
        options={[
          { value: 'all', label: 'All customers' },
          { value: 'some', label: 'Selected customers' },
        ]}
        onChange={(value) => onChange({ ...chosen, isAll: value === 'all' })}
      />
      {chosen.isAll ? (
        <p className="text-12 text-muted">
          Includes customers that are added later, and users without a customer.
        </p>
      ) : (
        <CustomerList {...{ chosen, onChange, error }} />
      )}
    </div>
  );
}

function CustomerList({ chosen, onChange, error }: CustomerChoiceProps) {
  const errorId = useId();
  const [text, setText] = useState('');
  // What was selected once stays in sight, wherever a search finds it.
  const [kept, setKept] = useState(chosen.customers);
  const search = useDebounced(text.trim(), SEARCH_DELAY_MS);
  const query = useQuery(offeredCustomersQuery(search));
  const { data } = query;
  const found = data?.items ?? [];
  const first = search === '' ? kept : [];
  const isKept = (id: string) => first.some((one) => one.id === id);
  const listed = [...first, ...found.filter(({ id }) => !isKept(id))];
  const hints = new Map(found.map(({ id, domains }) => [id, domains.map(shownDomain).join(', ')]));
  const more = (data?.total ?? 0) - found.length;
  const toggle = ({ id, name }: Named) => {
    const others = chosen.customers.filter((one) => one.id !== id);
    const isIn = others.length < chosen.customers.length;
    if (!isIn && !kept.some((one) => one.id === id)) setKept([...kept, { id, name }]);
    onChange({ isAll: false, customers: isIn ? others : [...others, { id, name }] });
  };
  return (
    <>
      <Field label="Find a customer">
        {(control) => (
          <Input
            {...control}
            value={text}
            autoComplete="off"
            placeholder="Name, domain, or number"
            onChange={(event) => setText(event.target.value)}
            // It isn't the form's.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        )}
      </Field>
      {!data && query.isPending && <Skeleton className="h-24" />}
      {query.isLoadingError && <QueryError title="Couldn’t load the customers" query={query} />}
      {listed.length > 0 && (
        <ul
          aria-label="Selected customers"
          className="flex max-h-60 flex-col gap-2 overflow-y-auto rounded-control border border-line p-3"
        >
          {listed.map(({ id, name }) => (
            <li key={id}>
              <Checkbox
                label={name}
                help={hints.get(id) || undefined}
                checked={chosen.customers.some((one) => one.id === id)}
                aria-describedby={error ? errorId : undefined}
                onChange={() => toggle({ id, name })}
              />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="text-12 text-muted">
        {data && found.length === 0 && 'No matching customers. '}
        {formatCount(chosen.customers.length, 'customer')} selected.
        {more > 0 && ` ${formatNumber(more)} more aren’t shown. Type to find them.`}
      </p>
      {error && (
        <p id={errorId} role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      )}
    </>
  );
}
