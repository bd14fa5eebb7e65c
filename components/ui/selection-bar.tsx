import type { ReactNode } from 'react';

type SelectionBarProps = {
  /** "12 users selected"; `null` puts the bar away. */
  summary: string | null;
  children: ReactNode;
};

/** What can be done with the selected rows: slides in at the lower edge while some are. */
export function SelectionBar({ summary, children }: SelectionBarProps) {
  return (
    <div
      role="status"
      className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-4"
    >
      {summary !== null && (
        <div className="pointer-events-auto flex max-w-full animate-rise flex-wrap items-center gap-2 rounded-panel bg-raised py-1.5 pr-1.5 pl-3 text-13 shadow-float">
          <span className="font-medium tabular-nums">{summary}</span>
          {children}
        </div>
      )}
    </div>
  );
}
