'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useDebounced } from '@/components/ui/use-debounced';
import { normalizeEmail } from '@/lib/contract/common';
import type { CustomerUser } from '@/lib/contract/users';
import { userByEmailQuery } from './queries';

const CHECK_DELAY_MS = 300;

type KnownEmailProps = {
  text: string;
  account: string | null;
  onOpen: (user: CustomerUser) => void;
};

/** Shows while typing whether the address already belongs to a user. */
export function KnownEmail({ text, account, onOpen }: KnownEmailProps) {
  const email = normalizeEmail(useDebounced(text, CHECK_DELAY_MS));
  const isCurrent = email !== null && email === normalizeEmail(text);
  const { data: user } = useQuery({
    ...userByEmailQuery(email ?? '', account),
    enabled: email !== null,
  });
  return (
    <span role="status" className="flex min-h-4 items-start gap-1">
      {isCurrent && user && (
        <>
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0 text-warn-text" />
          <span>
            <span className="text-warn-text">This user already exists.</span>{' '}
            <button
              type="button"
              onClick={() => onOpen(user)}
              className="rounded-tag text-ink underline underline-offset-2"
            >
              View
            </button>
          </span>
        </>
      )}
      {isCurrent && user === null && (
        <>
          <CircleCheck aria-hidden className="mt-0.5 size-3 shrink-0 text-good-text" />
          No user has this address yet.
        </>
      )}
      {(!isCurrent || user === undefined) && 'Used to sign in to RemotePC.'}
    </span>
  );
}
