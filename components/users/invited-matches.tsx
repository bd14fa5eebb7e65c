'use client';

import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import type { InvitedPerson } from '@/lib/contract/invited';
import { formatNumber } from '@/lib/shared/format';
import { InvitedLine } from './invited-line';
import { invitedQuery, personKeyOf } from './invited-queries';
import { noFilters, type UserListFilters } from './queries';
import { useInviteAgain } from './use-invite';

/** With more users than this on screen, what was searched for is probably one of them. */
const FEW_USERS = 5;
const SHOWN = 5;

const none: InvitedPerson[] = [];

/**
 * The invited people that a search finds, if it finds few users or none.
 * @param users how many; undefined: it isn't known yet
 */
export function useInvitedMatches(
  filters: UserListFilters,
  users: number | undefined,
  permissions: readonly string[],
) {
  const { account, search, customer } = filters;
  const isAsked =
    users !== undefined &&
    users <= FEW_USERS &&
    search.trim() !== '' &&
    permissions.includes('batches.read');
  const { data, isPending, isPlaceholderData } = useQuery({
    ...invitedQuery({ account, search, customer, page: 1, pageSize: SHOWN }),
    enabled: isAsked,
  });
  const isKnown = isAsked && !isPlaceholderData;
  return {
    isPending: isAsked && (isPending || isPlaceholderData),
    people: isKnown ? (data?.items ?? none) : none,
    total: isKnown ? (data?.total ?? 0) : 0,
  };
}

type InvitedMatchesProps = {
  filters: UserListFilters;
  users: number | undefined;
  permissions: readonly string[];
  onChange: (change: Partial<UserListFilters>) => void;
};

/** Below a short list of users, or instead of one: who was invited and hasn't come yet. */
export function InvitedMatches({ filters, users, permissions, onChange }: InvitedMatchesProps) {
  const id = useId();
  const { people, total } = useInvitedMatches(filters, users, permissions);
  const again = useInviteAgain();
  const { search, customer } = filters;
  const canInvite = permissions.includes('batches.write');
  if (people.length === 0) return null;
  return (
    <section aria-labelledby={id} className="px-(--gutter) py-5">
      <h2 id={id} className="mb-2 text-15 font-medium">
        Invited, no account yet
      </h2>
      <ul className="max-w-220 divide-y divide-line rounded-panel border border-line">
        {people.map((person) => (
          <InvitedLine
            key={personKeyOf(person)}
            person={person}
            again={canInvite ? again : null}
            className="px-4"
          />
        ))}
      </ul>
      {total > people.length && (
        <Button
          size="sm"
          variant="ghost"
          className="mt-2"
          onClick={() => onChange({ ...noFilters, search, customer, show: 'invited' })}
        >
          Show all {formatNumber(total)}
        </Button>
      )}
    </section>
  );
}
