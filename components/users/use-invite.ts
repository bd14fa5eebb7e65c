'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem, fetchApi, newIdempotencyKey } from '@/lib/client/fetch-api';
import { accountQuery } from '@/lib/client/what-is-known';
import type { InvitedPerson } from '@/lib/contract/invited';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { groupBy } from '@/lib/shared/group-by';
import { HELD_ABOVE, HOLD_SECONDS } from '@/lib/shared/hold';
import { personKeyOf, type PersonKey } from './invited-queries';

/** Who is invited: the account, or null for the default one. */
type Wanted = { accountId: string | null; email: string; seats: number };
/** A batch takes no more. */
const MOST_ROWS = 50_000;

type Sent = { batchId: string; people: readonly Wanted[] };

/**
 * Invites people in one batch for each account, which then has the result of every row. If a
 * response is lost, the same call again finds the batch that it created.
 * @param name of the batches
 */
export function useInvitePeople(name: string | undefined) {
  const client = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const send = async (accountId: string | null, people: readonly Wanted[]): Promise<Sent> => {
    const rows = people.map(({ email, seats }) => ({ email, seats }));
    // A mistake with many can be undone, as in a list of them.
    const hold = rows.length > HELD_ABOVE && { holdSeconds: HOLD_SECONDS };
    const input = JSON.stringify([accountId, rows]);
    const idempotencyKey = keys.current.get(input) ?? newIdempotencyKey();
    keys.current.set(input, idempotencyKey);
    try {
      const { id } = await fetchApi<{ id: string }>(`/api/batches${accountQuery(accountId)}`, {
        ...{ method: 'POST', body: { name, rows, ...hold }, idempotencyKey },
      });
      return { batchId: id, people };
    } catch (error) {
      if (error instanceof ApiProblem && error.code !== 'network') keys.current.delete(input);
      throw error;
    }
  };
  return useWrite({
    mutationFn: async (people: readonly Wanted[]): Promise<Sent[]> => {
      const sent: Sent[] = [];
      for (const [accountId, some] of groupBy(people, (person) => person.accountId)) {
        for (let from = 0; from < some.length; from += MOST_ROWS) {
          sent.push(await send(accountId, some.slice(from, from + MOST_ROWS)));
        }
      }
      keys.current.clear();
      return sent;
    },
    // Also after a failure: a batch may have been created anyway.
    onSettled: () => client.invalidateQueries({ queryKey: ['batches'] }),
  });
}

export type InviteAgain = ReturnType<typeof useInviteAgain>;

/** Invites people again, and knows in which batch until the page is left. */
export function useInviteAgain() {
  const [batches, setBatches] = useState<ReadonlyMap<string, string>>(new Map());
  const invite = useInvitePeople('Invited again');
  const send = (people: readonly InvitedPerson[], onSent?: () => void) =>
    invite.mutate(people, {
      onSuccess: (sent) => {
        const added = sent.flatMap(({ batchId, people: some }) =>
          some.map(
            ({ accountId, email }) =>
              [personKeyOf({ accountId: accountId ?? '', email }), batchId] as const,
          ),
        );
        setBatches((known) => new Map([...known, ...added]));
        const [only] = people;
        toast.success(
          people.length === 1 && only
            ? `${shownEmail(only.email)} is being invited again`
            : `${formatCount(people.length, 'person', 'people')} are being invited again`,
          { description: 'The batch has the result.' },
        );
        onSent?.();
      },
      // A dialog shows it itself.
      onError: (error) => {
        if (!onSent) toast.failure(error);
      },
    });
  return {
    send,
    error: invite.error,
    reset: invite.reset,
    isPending: invite.isPending,
    /** Who is being sent: the one whose button was pressed. */
    sending: invite.variables ?? [],
    /** The batch that invites this person again; undefined: none since the page was opened. */
    batchOf: (person: PersonKey) => batches.get(personKeyOf(person)),
  };
}
