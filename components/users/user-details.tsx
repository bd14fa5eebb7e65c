'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { CustomerSection } from '@/components/customers/customer-section';
import type { AnnotatedItem } from '@/components/items/annotations';
import { Column, Columns, Section } from '@/components/items/details';
import { Note } from '@/components/items/note';
import { Tags } from '@/components/items/tags';
import { StoredPassword } from '@/components/passwords/stored-password';
import { SeatsOverTime } from '@/components/seats/seats-over-time';
import { RelativeTime } from '@/components/ui/relative-time';
import { TruncatedText } from '@/components/ui/text';
import type { SameDomain, UserDetails, UserInvitation } from '@/lib/contract/user-details';
import { shownDomain, shownEmail } from '@/lib/shared/email/shown-email';
import { formatNumber } from '@/lib/shared/format';
import { UserActivity, UserSignIns } from './user-activity';
import { userSeatsQuery, useShowAnnotation } from './user-queries';

type UserDetailsViewProps = {
  details: UserDetails;
  userKey: string;
  permissions: readonly string[];
  /** On a page there is room for two columns. */
  isPage?: boolean;
};

/** What we know of a user beyond their row. */
export function UserDetailsView(props: UserDetailsViewProps) {
  const { details, userKey, permissions, isPage = false } = props;
  const { user, invitation, sameDomain } = details;
  const canEdit = permissions.includes('users.annotate');
  const canReadLog = permissions.includes('activity.read');
  const seats = useQuery(userSeatsQuery(user));
  const item: AnnotatedItem = {
    ...{ kind: 'users', accountId: user.accountId, id: user.username, key: userKey },
    onSaved: useShowAnnotation(userKey),
  };
  return (
    <Columns isPage={isPage}>
      <Column>
        <CustomerSection
          customer={user.customer}
          isByHand={user.isCustomerByHand ?? false}
          several={user.severalCustomers}
          name={shownEmail(user.username)}
          assignable={{
            ...{ kind: 'users', count: 1 },
            body: { users: [{ accountId: user.accountId, username: user.username }] },
          }}
          permissions={permissions}
        />
        <StoredPassword user={user} canChange={permissions.includes('passwords.write')} />
        <SeatsOverTime query={seats} />
        {canReadLog && <UserSignIns user={user} />}
        {canReadLog && <UserActivity user={user} />}
      </Column>
      <Column>
        <Tags key={`tags ${userKey}`} item={item} saved={user.tags ?? []} canEdit={canEdit} />
        <Note key={`note ${userKey}`} item={item} note={details.note} canEdit={canEdit} />
        {invitation && <Origin invitation={invitation} />}
        {sameDomain && <Colleagues accountId={user.accountId} {...sameDomain} />}
      </Column>
    </Columns>
  );
}

function Origin({ invitation: { batchId, batchName, at, by } }: { invitation: UserInvitation }) {
  return (
    <Section title="Invitation">
      <p className="wrap-anywhere">
        <Link
          href={`/invitations/${batchId}`}
          prefetch={false}
          className="font-medium hover:underline"
        >
          {batchName ?? 'Batch without a name'}
        </Link>
        <span className="text-muted">
          {' '}
          · <RelativeTime at={at} /> by {by}
        </span>
      </p>
    </Section>
  );
}

function Colleagues({ accountId, domain, others, users }: SameDomain & { accountId: string }) {
  const list = new URLSearchParams({ account: accountId, search: `@${domain}` });
  return (
    <Section title={`Others at ${shownDomain(domain)}`}>
      <ul className="flex flex-col gap-1">
        {users.map(({ key, username }) => (
          <li key={key}>
            <Link href={`/users/${key}`} prefetch={false} className="hover:underline">
              <TruncatedText text={shownEmail(username)} />
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-2">
        <Link href={`/users?${list}`} prefetch={false} className="text-accent-text hover:underline">
          All {formatNumber(others + 1)} users
        </Link>
      </p>
    </Section>
  );
}
