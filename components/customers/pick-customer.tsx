'use client';

import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { QueryGap } from '@/components/items/query-gap';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Skeleton } from '@/components/ui/skeleton';
import { useDebounced } from '@/components/ui/use-debounced';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { formatNumber } from '@/lib/shared/format';
import { offeredCustomersQuery } from './queries';

/** How long typing pauses before the search runs. */
const SEARCH_DELAY_MS = 200;

export type Choice = { value: string; label: string; hint?: ReactNode };

type PickCustomerProps = {
  /** What is chosen: an id, or the value of one of the `others`; null: nothing yet. */
  value: string | null;
  onChange: (choice: Choice) => void;
  /** Choices beside customers, always shown first. */
  others?: readonly Choice[];
  /** The id of a customer that can't be chosen. */
  without?: string;
};

/** One customer of all, found by typing. */
export function PickCustomer({ value, onChange, others = [], without }: PickCustomerProps) {
  const name = useId();
  const first = useFocusOnOpen();
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), SEARCH_DELAY_MS);
  const query = useQuery(offeredCustomersQuery(search));
  const { data } = query;
  const found = (data?.items ?? []).filter(({ id }) => id !== without);
  const more = (data?.total ?? 0) - (data?.items.length ?? 0);
  const choices = [
    ...(search === '' ? others : []),
    ...found.map(({ id, name: label, domains }) => ({
      ...{ value: id, label },
      hint: domains.map(shownDomain).join(', '),
    })),
  ];
  return (
    <div className="flex flex-col gap-2">
      <Field label="Find a customer">
        {(control) => (
          <Input
            {...control}
            ref={first}
            value={text}
            autoComplete="off"
            placeholder="Name, domain, or number"
            onChange={(event) => setText(event.target.value)}
            // It isn't the form's: what is listed first may not be what was meant.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        )}
      </Field>
      {!data && (query.error ? <QueryGap query={query} /> : <Skeleton className="h-24" />)}
      {choices.length > 0 && (
        <fieldset className="max-h-64 min-w-0 overflow-y-auto rounded-control border border-line">
          <legend className="sr-only">Customer</legend>
          {choices.map((choice) => (
            <ChoiceLine
              key={choice.value}
              {...{ name, choice }}
              isChosen={choice.value === value}
              onChoose={() => onChange(choice)}
            />
          ))}
        </fieldset>
      )}
      <p role="status" className="text-12 text-muted empty:hidden">
        {data && found.length === 0 && (search === '' ? noCustomers : 'No matching customers.')}
        {more > 0 && `and ${formatNumber(more)} more. Type to find them.`}
      </p>
    </div>
  );
}

type ChoiceLineProps = { name: string; choice: Choice; isChosen: boolean; onChoose: () => void };

function ChoiceLine({ name, choice, isChosen, onChoose }: ChoiceLineProps) {
  return (
    <label className="relative flex min-h-9 cursor-pointer items-center gap-2 border-b border-line px-3 py-1 last:border-b-0 hover:bg-hover has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus touch:min-h-11">
      <input
        type="radio"
        name={name}
        checked={isChosen}
        onChange={onChoose}
        className="peer absolute inset-0 cursor-pointer appearance-none opacity-0"
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{choice.label}</span>
        {choice.hint && <span className="block truncate text-12 text-muted">{choice.hint}</span>}
      </span>
      <Check
        aria-hidden
        className="invisible size-4 shrink-0 text-accent-text peer-checked:visible"
      />
    </label>
  );
}

const noCustomers = 'There are no other customers yet. Add them on the page Customers.';
