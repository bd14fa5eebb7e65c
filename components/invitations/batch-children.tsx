import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatNumber } from '@/lib/shared/format';

/** Leads to the batches that took up what did not go through. */
export function BatchChildren({ ids }: { ids: readonly string[] }) {
  const [only, ...more] = ids;
  if (!only) return null;
  return (
    <p className="mt-0.5 text-13 text-muted">
      What did not go through was{' '}
      {more.length === 0 ? (
        <ChildLink id={only}>tried again in a batch of its own</ChildLink>
      ) : (
        <>
          tried again:{' '}
          {ids.map((id, at) => (
            <span key={id}>
              {at > 0 && ', '}
              <ChildLink id={id}>batch {formatNumber(at + 1)}</ChildLink>
            </span>
          ))}
        </>
      )}
      .
    </p>
  );
}

function ChildLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link href={`/invitations/${id}`} className="underline underline-offset-2">
      {children}
    </Link>
  );
}
