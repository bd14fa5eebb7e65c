import type { ReactNode } from 'react';

type ToolbarProps = {
  /** Search and filters. */
  children: ReactNode;
  /** The number of matches, and actions on the list. */
  aside?: ReactNode;
};

/** The bar above a table. */
export function Toolbar({ children, aside }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-(--gutter) pb-3">
      <div className="flex min-w-0 flex-1 basis-full flex-wrap items-center gap-2 sm:basis-0">
        {children}
      </div>
      {aside && (
        <div className="flex flex-wrap items-center gap-3 text-12 text-muted tabular-nums">
          {aside}
        </div>
      )}
    </div>
  );
}
