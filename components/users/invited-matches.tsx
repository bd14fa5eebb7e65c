'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { TruncatedText } from '@/components/ui/text';
import type { InvitedPerson } from '@/lib/contract/invited';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatNumber } from '@/lib/shared/format';
import { InviteAgainButton } from './invite-again-button';
import { invitedQuery, personKeyOf } from './invited-queries';
import { noFilters, type UserListFilters } from './queries';
import { useInviteAgain, type InviteAgain } from './use-invite';

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
  const { account, search } = filters;
  const isAsked =
    users !== undefined &&
    users <= FEW_USERS &&
    search.trim() !== '' &&
    permissions.includes('batches.read');
  const { data, isPending, isPlaceholderData } = useQuery({
    ...invitedQuery({ account, search, page: 1, pageSize: SHOWN }),
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
  const canInvite = permissions.includes('batches.write');
  if (people.length === 0) return null;
  return (
    <section aria-labelledby={id} className="px-(--gutter) py-5">
      <h2 id={id} className="mb-2 text-15 font-medium">
        Invited, no account yet
      </h2>
      <ul className="max-w-220 divide-y divide-line rounded-panel border border-line">
        {people.map((person) => (
          <InvitedMatch
            key={personKeyOf(person)}
            person={person}
            again={canInvite ? again : null}
          />
        ))}
      </ul>
      {total > people.length && (
        <Button
          size="sm"
          variant="ghost"
          className="mt-2"
          onClick={() => onChange({ ...noFilters, search: filters.search, show: 'invited' })}
        >
          Show all {formatNumber(total)}
        </Button>
      )}
    </section>
  );
}

type InvitedMatchProps = { person: InvitedPerson; again: InviteAgain | null };

function InvitedMatch({ person, again }: InvitedMatchProps) {
  const { email, at, by, batchId } = person;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <span className="flex font-medium">
          <TruncatedText text={shownEmail(email)} />
        </span>
        <p className="text-12 wrap-anywhere text-muted">
          Invited <RelativeTime at={at} /> by {by} ·{' '}
          <Link
            href={`/invitations/${batchId}`}
            prefetch={false}
            className="text-accent-text underline underline-offset-2"
          >
            Open the batch
          </Link>
        </p>
      </div>
      {again && <InviteAgainButton person={person} again={again} />}
    </li>
  );
}
