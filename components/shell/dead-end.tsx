import type { ReactNode } from 'react';
import { LinkButton } from '@/components/ui/link-button';

type DeadEndProps = { title: string; children: ReactNode };

/** A page that isn't there, or not for this person. The navigation stays: it is the way on. */
export function DeadEnd({ title, children }: DeadEndProps) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center px-(--gutter) py-16 text-center">
      <h1 className="text-20 font-semibold text-balance">{title}</h1>
      <p className="mt-1 max-w-prose text-13 text-muted">{children}</p>
      <LinkButton href="/" className="mt-5">
        Go to overview
      </LinkButton>
    </div>
  );
}
