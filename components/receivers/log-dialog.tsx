'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Pagination } from '@/components/ui/pagination';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';

type LogDialogProps<Item> = {
  title: string;
  description: string;
  /** What is listed: "message". */
  noun: string;
  plural: string;
  query: UseQueryResult<{ items: Item[]; total: number }>;
  page: number;
  pageSize: number;
  empty: string;
  /** Above the list. */
  filter?: ReactNode;
  line: (item: Item) => ReactNode;
  onPageChange: (page: number) => void;
  onClose: () => void;
};

/** What became of each message to a receiver, newest first. */
export function LogDialog<Item>(props: LogDialogProps<Item>) {
  const { title, description, noun, plural, query, page, pageSize, empty, filter, line } = props;
  const { data } = query;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      size="md"
      title={title}
      description={description}
      footer={
        <Button variant="ghost" onClick={props.onClose}>
          Close
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {filter}
        {query.isLoadingError ? (
          <QueryError title={`Couldn’t load the ${plural}`} query={query} />
        ) : data?.items.length === 0 ? (
          <EmptyState title={empty} />
        ) : (
          <ul
            aria-label={plural.replace(/^./, (first) => first.toUpperCase())}
            aria-busy={query.isPending}
            className="divide-y divide-line border-y border-line"
          >
            {data?.items.map(line) ?? <Skeleton className="my-3 h-10" />}
          </ul>
        )}
        {data && data.total > pageSize && (
          <Pagination
            {...{ page, pageSize, noun, plural }}
            total={data.total}
            onPageChange={props.onPageChange}
          />
        )}
      </div>
    </Dialog>
  );
}
