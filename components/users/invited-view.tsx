'use client';

import { useQuery } from '@tanstack/react-query';
import { MailCheck, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import { SelectPage } from '@/components/items/select-page';
import { useSelection } from '@/components/items/use-selection';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Pagination } from '@/components/ui/pagination';
import { RelativeTime } from '@/components/ui/relative-time';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText, VisuallyHidden } from '@/components/ui/text';
import type { InvitedPage, InvitedPerson } from '@/lib/contract/invited';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { InviteAgainButton } from './invite-again-button';
import { invitedQuery, personKeyOf } from './invited-queries';
import type { UserListFilters } from './queries';
import { SelectedInvited } from './selected-invited';
import { useInviteAgain, type InviteAgain } from './use-invite';

type InvitedViewProps = {
  filters: UserListFilters;
  choice: AccountChoice;
  permissions: readonly string[];
  onChange: (change: Partial<UserListFilters>) => void;
  onClear: () => void;
};

/** In place of the users: the people who were invited and haven't come yet. */
export function InvitedView(props: InvitedViewProps) {
  const { filters, choice, permissions, onChange, onClear } = props;
  const { page, pageSize, search, customer } = filters;
  const query = useQuery(invitedQuery(filters));
  const { data, isPlaceholderData } = query;
  const again = useInviteAgain();
  useLastPage(isPlaceholderData ? undefined : data, filters, onChange);
  if (!data && query.error)
    return <QueryError title="Couldn’t load who was invited" query={query} />;
  if (data?.total === 0) {
    return <NoOneInvited {...{ search, customer }} onClear={onClear} />;
  }
  return (
    <InvitedTable
      people={data?.items}
      total={data?.total ?? 0}
      filters={filters}
      accountName={choice.isAll ? choice.nameOf : undefined}
      again={permissions.includes('batches.write') ? again : null}
    >
      {data && (
        <Pagination
          {...{ page, pageSize, total: data.total }}
          noun="person"
          plural="people"
          onPageChange={(next) => {
            onChange({ page: next });
            window.scrollTo({ top: 0 });
          }}
        />
      )}
    </InvitedTable>
  );
}

/** Leaves a page that no longer exists, because people have come since. */
function useLastPage(
  data: InvitedPage | undefined,
  { page, pageSize }: UserListFilters,
  onChange: InvitedViewProps['onChange'],
) {
  const last = data ? Math.max(1, Math.ceil(data.total / pageSize)) : page;
  const goTo = useEffectEvent((to: number) => onChange({ page: to }));
  useEffect(() => {
    if (page > last) goTo(last);
  }, [page, last]);
}

type NoOneInvitedProps = Pick<UserListFilters, 'search' | 'customer'> & { onClear: () => void };

function NoOneInvited({ search, customer, onClear }: NoOneInvitedProps) {
  const title = search
    ? 'No one with this address is waiting'
    : customer
      ? 'No one of this customer is waiting'
      : 'No one is waiting';
  return (
    <EmptyState
      title={title}
      icon={search ? <SearchX /> : <MailCheck />}
      action={<Button onClick={onClear}>Show all users</Button>}
    >
      People appear here from the moment RemotePC takes their invitation until they are in its list
      of users.
    </EmptyState>
  );
}

const classes = {
  choice: 'w-10 pr-0! touch:w-12',
  invited: 'hidden w-60 @2xl:table-cell',
  batch: 'hidden w-52 @4xl:table-cell',
  actions: 'w-30 @xl:w-36',
};

type InvitedTableProps = {
  /** `undefined` while the first rows load. */
  people: readonly InvitedPerson[] | undefined;
  /** Of all that match. */
  total: number;
  filters: UserListFilters;
  /** The account's name, under the address; left out if all are of one account. */
  accountName: ((accountId: string) => string) | undefined;
  /** Null: the reader may not invite. */
  again: InviteAgain | null;
  /** Below the rows, above what is done with those selected. */
  children: ReactNode;
};

function InvitedTable(props: InvitedTableProps) {
  const { people, total, filters, accountName, again, children } = props;
  const match = JSON.stringify([filters.account, filters.search.trim(), filters.customer]);
  const selection = useSelection(match, people ?? [], personKeyOf);
  const columns = [
    again ? classes.choice : '',
    '',
    classes.invited,
    classes.batch,
    classes.actions,
  ];
  return (
    <>
      <div className="@container">
        <Table aria-label="Invited people" aria-busy={people === undefined} className="table-fixed">
          <thead>
            <tr>
              {again && (
                <Th className={classes.choice}>
                  <SelectPage
                    label="Select all rows on this page"
                    selection={selection}
                    items={people}
                  />
                </Th>
              )}
              <Th>Email</Th>
              <Th className={classes.invited}>Invited</Th>
              <Th className={classes.batch}>Batch</Th>
              <Th className={classes.actions}>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Th>
            </tr>
          </thead>
          <tbody>
            {people === undefined ? (
              <SkeletonRows rows={12} columns={again ? columns : columns.slice(1)} />
            ) : (
              people.map((person) => (
                <InvitedRow
                  key={personKeyOf(person)}
                  person={person}
                  accountName={accountName?.(person.accountId)}
                  again={again}
                  isSelected={selection.has(person)}
                  onSelect={(isSelected) => selection.selectRow(person, isSelected, false)}
                />
              ))
            )}
          </tbody>
        </Table>
      </div>
      {children}
      {again && <SelectedInvited {...{ selection, total, filters, again }} />}
    </>
  );
}

type InvitedRowProps = {
  person: InvitedPerson;
  accountName: string | undefined;
  again: InviteAgain | null;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
};

function InvitedRow({ person, accountName, again, isSelected, onSelect }: InvitedRowProps) {
  const email = shownEmail(person.email);
  const { at, by, batchId, batchName } = person;
  return (
    <Tr isSelected={isSelected}>
      {again && (
        <Td className={classes.choice}>
          <Checkbox
            aria-label={`Select ${email}`}
            checked={isSelected}
            data-stop=""
            onChange={(event) => onSelect(event.target.checked)}
          />
        </Td>
      )}
      <Td className="py-1.5">
        <span className="flex font-medium">
          <TruncatedText text={email} />
        </span>
        {accountName !== undefined && (
          <span className="block truncate text-12 text-muted">{accountName}</span>
        )}
        <span className="block text-12 wrap-anywhere text-muted @2xl:hidden">
          <RelativeTime at={at} /> by {by}
        </span>
        <Link
          href={`/invitations/${batchId}`}
          prefetch={false}
          className="block truncate text-12 text-accent-text hover:underline @4xl:hidden"
        >
          {batchName ?? 'Batch without a name'}
        </Link>
      </Td>
      <Td className={classes.invited}>
        <span className="block truncate">
          <RelativeTime at={at} /> <span className="text-muted">by {by}</span>
        </span>
      </Td>
      <Td className={classes.batch}>
        <Link
          href={`/invitations/${batchId}`}
          prefetch={false}
          className="block truncate hover:underline hover:underline-offset-2"
        >
          {batchName ?? 'Batch without a name'}
        </Link>
      </Td>
      <Td className={classes.actions}>
        <span className="flex justify-end">
          {again && <InviteAgainButton person={person} again={again} />}
        </span>
      </Td>
    </Tr>
  );
}
