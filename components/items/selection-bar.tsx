import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';

type SelectionBarProps = {
  /** "12 users selected"; null hides the bar. */
  summary: string | null;
  detail?: string | undefined;
  onClear: () => void;
  /** What can be done with them. */
  children: ReactNode;
};

/** Slides in at the bottom while rows are selected. */
export function SelectionBar({ summary, detail, onClear, children }: SelectionBarProps) {
  return (
    <>
      {/* Keeps the bar at the bottom of a short list and clear of the line above it. */}
      <div aria-hidden className="min-h-6 flex-1" />
      <div
        role="status"
        className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-4"
      >
        {summary !== null && (
          <div
            data-foot
            className="pointer-events-auto flex max-w-full animate-rise flex-wrap items-center gap-2 rounded-panel bg-raised py-1.5 pr-1.5 pl-3 text-13 shadow-float"
          >
            <span className="font-medium tabular-nums">{summary}</span>
            <span className="mr-2 text-12 text-muted tabular-nums max-md:hidden">{detail}</span>
            {children}
            <IconButton size="icon-sm" label="Clear selection" onClick={onClear}>
              <X />
            </IconButton>
          </div>
        )}
      </div>
    </>
  );
}
