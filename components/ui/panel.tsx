import { useId, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type PanelProps = {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** The content has its own padding: a table, a list of rows. */
  isFlush?: boolean;
  className?: string;
  children: ReactNode;
};

/** A bordered section of a page. */
export function Panel({ title, description, actions, isFlush, className, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={cn('min-w-0 rounded-panel border border-line bg-surface', className)}
    >
      {title && (
        <div
          className={cn(
            'flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2',
            isFlush && 'border-b border-line',
            description && !isFlush && 'pb-3',
          )}
        >
          <div className="min-w-0 flex-1 basis-60">
            <h2 id={id} className="text-15 font-medium">
              {title}
            </h2>
            {description && <p className="text-12 text-muted">{description}</p>}
          </div>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </div>
      )}
      <div className={cn(!isFlush && 'px-4 pb-4', !isFlush && !title && 'pt-4')}>{children}</div>
    </section>
  );
}

/** Facts about one thing: terms at the left, values at the right. */
export function DetailList({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-2 text-13 sm:grid-cols-[9.5rem_1fr]">
      {children}
    </dl>
  );
}

export function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
