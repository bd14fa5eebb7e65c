import type { ReactNode } from 'react';

/** A key or shortcut. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-tag border border-line-strong bg-surface px-1 font-sans text-12 text-muted">
      {children}
    </kbd>
  );
}
