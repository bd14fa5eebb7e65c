'use client';

import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { CustomerSuggestion } from '@/lib/contract/customers';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { suggestionsQuery, useAcceptSuggestions } from './queries';

/** The domains of users without a customer, each as a customer that can be added, or all at once. */
export function SuggestionsDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery(suggestionsQuery());
  const { data } = query;
  const accept = useAcceptSuggestions();
  const list = useRef<HTMLUListElement>(null);
  const isAll = accept.isPending && 'all' in accept.variables;
  const add = (chosen: Parameters<typeof accept.mutate>[0]) =>
    accept.mutate(chosen, {
      onSuccess: ({ created }) => {
        const [first] = created;
        toast.success(
          created.length === 1 && first
            ? `Added ${first.name}`
            : `Added ${formatCount(created.length, 'customer')}`,
        );
        // The button that had the focus is gone.
        setTimeout(() => document.activeElement === document.body && list.current?.focus());
        if ('all' in chosen) onClose();
      },
    });
  return (
    <Dialog
      isOpen
      size="md"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Suggested customers"
      description="The email domains of users without a customer. Public ones, such as gmail.com, are left out."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Close
          </Button>
          {data && data.total > 1 && (
            <Button variant="primary" isPending={isAll} onClick={() => add({ all: true })}>
              Add all {formatNumber(data.total)}
            </Button>
          )}
        </>
      }
    >
      {accept.error && (
        <Notice tone="bad" isLive className="mb-4">
          {accept.error.detail}
        </Notice>
      )}
      {!data && (query.error ? <LoadError query={query} /> : <Skeleton className="h-40" />)}
      {data && data.items.length === 0 && (
        <p className="text-muted">
          Nothing to suggest: every domain of your users belongs to a customer or is a public one.
        </p>
      )}
      {data && data.items.length > 0 && (
        <ul
          ref={list}
          tabIndex={-1}
          aria-label="Suggestions"
          className="divide-y divide-line border-y border-line outline-none"
        >
          {data.items.map((item) => (
            <SuggestionLine
              key={item.domain}
              item={item}
              isPending={
                accept.isPending &&
                'domains' in accept.variables &&
                accept.variables.domains.includes(item.domain)
              }
              onAdd={() => add({ domains: [item.domain] })}
            />
          ))}
        </ul>
      )}
      {data && data.total > data.items.length && (
        <p className="mt-2 text-12 text-muted">
          and {formatNumber(data.total - data.items.length)} more with fewer users
        </p>
      )}
    </Dialog>
  );
}

function LoadError({ query }: Pick<Parameters<typeof QueryError>[0], 'query'>) {
  return <QueryError title="Couldn’t load suggestions" query={query} />;
}

type SuggestionLineProps = { item: CustomerSuggestion; isPending: boolean; onAdd: () => void };

function SuggestionLine({ item, isPending, onAdd }: SuggestionLineProps) {
  const { name, domain, users, seats } = item;
  return (
    <li className="flex items-center justify-between gap-4 py-1.5">
      <div className="min-w-0">
        <p className="truncate font-medium">{name}</p>
        <p className="text-12 wrap-anywhere text-muted tabular-nums">
          {shownDomain(domain)} · {formatCount(users, 'user')} · {formatCount(seats, 'seat')}
        </p>
      </div>
      <Button size="sm" aria-label={`Add ${name}`} isPending={isPending} onClick={onAdd}>
        Add
      </Button>
    </li>
  );
}
