'use client';

import Link from 'next/link';
import { useId, type ReactNode } from 'react';
import { StoredPassword } from '@/components/passwords/stored-password';
import { RelativeTime } from '@/components/ui/relative-time';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { SameDomain, UserDetails, UserInvitation } from '@/lib/contract/user-details';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatNumber } from '@/lib/shared/format';
import { UserActivity, UserSignIns } from './user-activity';
import { UserNote } from './user-note';
import { UserSeats } from './user-seats';
import { UserTags } from './user-tags';

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
  const editing = { details, userKey, canEdit };
  return (
    <div className={cn('grid gap-6', isPage && 'lg:grid-cols-2 lg:items-start lg:gap-x-12')}>
      <Column>
        <UserTags key={`tags ${userKey}`} {...editing} />
        <UserNote key={`note ${userKey}`} {...editing} />
        <UserSeats user={user} />
        <StoredPassword user={user} canChange={permissions.includes('passwords.write')} />
      </Column>
      <Column>
        {canReadLog && <UserSignIns user={user} />}
        {invitation && <Origin invitation={invitation} />}
        {canReadLog && <UserActivity user={user} />}
        {sameDomain && <Colleagues accountId={user.accountId} {...sameDomain} />}
      </Column>
    </div>
  );
}

function Column({ children }: { children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-6">{children}</div>;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 text-15 font-medium">
        {title}
      </h2>
      {children}
    </section>
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
    <Section title={`Others at ${shownEmail(domain)}`}>
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
