import type { ReactNode } from 'react';
import { shownKeys } from '@/lib/shared/keys';

/** A key or shortcut. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-tag border border-line-strong bg-surface px-1 font-sans text-12 text-muted">
      {children}
    </kbd>
  );
}

/** Keys as the table of keys has them: one after the other, or together. */
export function Keys({ of }: { of: string }) {
  return (
    <span className="inline-flex gap-1">
      {shownKeys(of).map((key, index) => (
        <Kbd key={index}>{key}</Kbd>
      ))}
    </span>
  );
}
