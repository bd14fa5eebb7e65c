import type { ReactNode } from 'react';
import { ensureStepUp } from '@/lib/client/step-up';
import type { Factors } from '@/lib/contract/factors';
import { hasFactor } from './factor-queries';

export type LineProps = { factors: Factors; onCodes: (codes: readonly string[]) => void };

type FactorLineProps = { title: string; state: ReactNode; detail: ReactNode; children: ReactNode };

/** One factor with its state, and at the right what can be done with it. */
export function FactorLine({ title, state, detail, children }: FactorLineProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {title}
          {state}
        </p>
        <p className="text-12 text-muted">{detail}</p>
      </div>
      {children}
    </li>
  );
}

/**
 * Asks for the password before the first factor: one that was added with a confirmation can confirm
 * other work later. Someone who signs in elsewhere has none, and the server asks before the others.
 */
export async function confirmFirst(factors: Factors): Promise<boolean> {
  if (hasFactor(factors) || !factors.confirmsWith.includes('password')) return true;
  return ensureStepUp();
}
