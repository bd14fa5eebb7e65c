import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type PageBodyProps = {
  /** `form` for what is read and typed, `page` for panels; tables stand outside, full width. */
  width?: 'form' | 'page';
  className?: string;
  children: ReactNode;
};

/** The content of a page that isn't a table: in the gutter, no wider than can be read. */
export function PageBody({ width = 'page', className, children }: PageBodyProps) {
  return (
    <div className="px-(--gutter) pb-12">
      <div className={cn(width === 'form' ? 'max-w-form' : 'max-w-page', className)}>
        {children}
      </div>
    </div>
  );
}
