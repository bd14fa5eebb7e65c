'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { customerQuery } from '@/components/customers/queries';
import { Section } from '@/components/items/details';
import { QueryGap } from '@/components/items/query-gap';
import { Skeleton } from '@/components/ui/skeleton';
import { ALL } from '@/lib/shared/account-choice';
import { formatNumber } from '@/lib/shared/format';
import { InvitedLine } from './invited-line';
import { invitedQuery, personKeyOf } from './invited-queries';
import { useInviteAgain } from './use-invite';

const SHOWN = 5;

type CustomerInvitedProps = { id: string; permissions: readonly string[] };

/** On a customer's page: who was invited for it and hasn't come yet, and the way to all of them. */
export function CustomerInvited({ id, permissions }: CustomerInvitedProps) {
  const filters = { account: ALL, search: '', customer: [id], page: 1, pageSize: SHOWN };
  const query = useQuery(invitedQuery(filters));
  const name = useQuery(customerQuery(id)).data?.name ?? 'this customer';
  const again = useInviteAgain();
  const { data, error } = query;
  const list = new URLSearchParams({ account: ALL, customer: id, show: 'invited' });
  return (
    <Section title="Invited, no account yet" isBusy={!data && !error}>
      {data?.total === 0 && <p className="text-muted">No open invitations.</p>}
      {data && data.total > 0 && (
        <>
          <ul className="divide-y divide-line border-y border-line">
            {data.items.map((person) => (
              <InvitedLine
                key={personKeyOf(person)}
                person={person}
                again={permissions.includes('batches.write') ? again : null}
              />
            ))}
          </ul>
          <Link
            href={`/users?${list}`}
            prefetch={false}
            className="mt-2 inline-block wrap-anywhere text-accent-text hover:underline"
          >
            All {data.total > SHOWN && `${formatNumber(data.total)} `}invitations of {name}
          </Link>
        </>
      )}
      {!data && error && <QueryGap query={query} />}
      {!data && !error && <Skeleton className="h-24" />}
    </Section>
  );
}
