'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import type { ItemList } from './use-opened-item';

/** The query of an item's details. */
export type ItemQuery = {
  data: unknown;
  error: { detail: string; requestId: string | undefined } | null;
  isFetching: boolean;
  refetch: () => unknown;
};

type ItemPageProps = {
  /** Where it came from, and what that is called. */
  list: ItemList;
  listName: string;
  noun: string;
  title: string;
  facts: ReactNode;
  copy: { text: string; what: string } | undefined;
  action?: ReactNode;
  query: ItemQuery;
  /** The details, once they're loaded. */
  children: ReactNode;
};

/** One item as a page of its own, where links lead. */
export function ItemPage(props: ItemPageProps) {
  const { list, listName, noun, title, facts, copy, action, query, children } = props;
  return (
    <>
      <PageHeader
        width="page"
        title={title}
        description={facts}
        back={<Link href={list}>{listName}</Link>}
        actions={
          copy && (
            <>
              <CopyButton {...copy} />
              {action}
            </>
          )
        }
      />
      <PageBody>
        {query.data !== undefined && children}
        {query.data === undefined && query.error && (
          <QueryError title={`Couldn’t load the ${noun}`} query={query} />
        )}
        {query.data === undefined && !query.error && <Skeleton className="h-40" />}
      </PageBody>
    </>
  );
}
