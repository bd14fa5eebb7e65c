'use client';

import { useQuery } from '@tanstack/react-query';
import { Entries, Entry } from '@/components/items/entries';
import type { ActivityRow } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import type { UserKey } from './queries';
import { signInsQuery, userActivityQuery } from './user-queries';

/** Who signed in as the user, when and why. */
export function UserSignIns({ user }: { user: UserKey }) {
  const query = useQuery(signInsQuery(user));
  return (
    <Entries
      title="Last sign-ins"
      empty="No one has signed in as this user."
      rows={query.data}
      query={query}
    >
      {(row) => <ActivityEntry key={row.id} row={row} first={nameOf(row)} />}
    </Entries>
  );
}

/** What else the team did about the user, newest first. */
export function UserActivity({ user }: { user: UserKey }) {
  const query = useQuery(userActivityQuery(user));
  return (
    <Entries title="Recent activity" empty="Nothing else yet." rows={query.data} query={query}>
      {(row) => <ActivityEntry key={row.id} row={row} first={describeAction(row)} />}
    </Entries>
  );
}

function ActivityEntry({ row, first }: { row: ActivityRow; first: string }) {
  const { at, action, outcome, ticket, reason } = row;
  const by = nameOf(row);
  return (
    <Entry
      first={first}
      details={[first === by ? null : by, ticket, reason]}
      at={at}
      outcome={isRequest(action) ? 'success' : outcome}
    />
  );
}

function nameOf({ actorName, actor }: ActivityRow): string {
  return actorName ?? actor.email;
}
