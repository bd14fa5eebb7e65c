'use client';

import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { cn } from '@/lib/client/cn';

type ToolbarProps = {
  /** Search and filters. */
  children: ReactNode;
  /** The number of matches, and actions on the list. */
  aside?: ReactNode;
};

/** The bar above a table. It stays in view with the table's headings. */
export function Toolbar({ children, aside }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const isSticky = useStickyHeight(bar);
  return (
    <div
      ref={bar}
      className={cn(
        // The padding covers what scrolls beneath; the margin takes it from the space above.
        '-mt-3 flex flex-wrap items-center gap-x-2 gap-y-2 border-b border-line bg-surface px-(--gutter) py-3 sm:gap-x-4',
        isSticky && 'sticky top-(--sticky-top) z-15',
      )}
    >
      {/* On a phone, what is shown about the list goes beside the last of the filters. */}
      <div className="contents min-w-0 flex-1 flex-wrap items-center gap-2 sm:flex">{children}</div>
      {aside && (
        <div className="ml-auto flex flex-wrap items-center gap-3 text-12 text-muted tabular-nums">
          {aside}
        </div>
      )}
    </div>
  );
}

const HEADINGS_PX = 36;
/** What stays in view takes no more of the window, so that rows have room at 200% zoom too. */
const MOST_OF_WINDOW = 1 / 3;

/** Tells the headings below (`--toolbar`) how far down they stay, as filters wrap and windows shrink. */
function useStickyHeight(bar: RefObject<HTMLElement | null>): boolean {
  const [isSticky, setIsSticky] = useState(true);
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const root = document.documentElement;
    const measure = () => {
      const top = parseFloat(getComputedStyle(root).getPropertyValue('--sticky-top')) || 0;
      const height = element.offsetHeight;
      const hasRoom = top + height + HEADINGS_PX <= window.innerHeight * MOST_OF_WINDOW;
      setIsSticky(hasRoom);
      root.style.setProperty('--toolbar', hasRoom ? `${height}px` : '0px');
    };
    measure();
    const size = new ResizeObserver(measure);
    size.observe(element);
    window.addEventListener('resize', measure);
    return () => {
      size.disconnect();
      window.removeEventListener('resize', measure);
      root.style.removeProperty('--toolbar');
    };
  }, [bar]);
  return isSticky;
}
