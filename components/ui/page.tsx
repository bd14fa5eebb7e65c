import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type PageHeaderProps = {
  title: ReactNode;
  /** One line about the page, only if it helps. */
  description?: ReactNode;
  /** Above the title: a link back. */
  back?: ReactNode;
  /** At the right, with the primary action last. */
  actions?: ReactNode;
  /** `page` above panels, so that actions end where they do; by default, as wide as a table. */
  width?: 'page';
  className?: string;
};

export function PageHeader(props: PageHeaderProps) {
  const { title, description, back, actions, width, className } = props;
  return (
    <header
      className={cn(
        'flex flex-wrap items-center justify-between gap-x-4 gap-y-3 px-(--gutter) pt-6 pb-4',
        width === 'page' && 'max-w-page-header',
        className,
      )}
    >
      <div className="min-w-0">
        {back && <div className="mb-1 text-12 text-muted">{back}</div>}
        <h1 className="text-20 font-semibold text-balance break-words">{title}</h1>
        {description && <p className="mt-0.5 max-w-prose text-13 text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

type PageBodyProps = {
  /** `form` for text and fields, `page` for panels. Tables go outside, at full width. */
  width?: 'form' | 'page';
  className?: string;
  children: ReactNode;
};

/** The content of a page that isn't a table, no wider than is comfortable to read. */
export function PageBody({ width = 'page', className, children }: PageBodyProps) {
  return (
    <div className="px-(--gutter) pb-12">
      <div className={cn(width === 'form' ? 'max-w-form' : 'max-w-page', className)}>
        {children}
      </div>
    </div>
  );
}
