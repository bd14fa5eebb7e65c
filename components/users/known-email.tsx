'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { normalizeEmail } from '@/lib/contract/common';
import type { CustomerUser } from '@/lib/contract/users';
import { userByEmailQuery } from './queries';

const REST_MS = 300;

type KnownEmailProps = {
  text: string;
  account: string | null;
  onOpen: (user: CustomerUser) => void;
};

/** Tells while typing whether the address is a customer user already. */
export function KnownEmail({ text, account, onOpen }: KnownEmailProps) {
  const email = normalizeEmail(useDelayed(text, REST_MS));
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
            <span className="text-warn-text">This is a customer user already.</span>{' '}
            <button
              type="button"
              onClick={() => onOpen(user)}
              className="rounded-tag text-ink underline underline-offset-2"
            >
              Show
            </button>
          </span>
        </>
      )}
      {isCurrent && user === null && (
        <>
          <CircleCheck aria-hidden className="mt-0.5 size-3 shrink-0 text-good-text" />
          Not a customer user yet.
        </>
      )}
      {(!isCurrent || user === undefined) && 'They sign in to RemotePC with it.'}
    </span>
  );
}

/** The value once it has rested for a moment. */
function useDelayed<Value>(value: Value, delayMs: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return rested;
}
