import { useId, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type ColumnsProps = {
  /** On a page there is room for two. */
  isPage: boolean;
  children: ReactNode;
};

/** The columns of an item's details. */
export function Columns({ isPage, children }: ColumnsProps) {
  return (
    <div className="@container">
      <div
        className={cn('grid gap-6', isPage && '@3xl:grid-cols-2 @3xl:items-start @3xl:gap-x-12')}
      >
        {children}
      </div>
    </div>
  );
}

export function Column({ children }: { children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-6">{children}</div>;
}

type SectionProps = {
  title: string;
  /** Its parts are still loading. */
  isBusy?: boolean;
  /** Beside the title. */
  action?: ReactNode;
  /** The id of the title, for what it names. */
  titleId?: string;
  children: ReactNode;
};

export function Section({ title, isBusy, action, titleId, children }: SectionProps) {
  const ownId = useId();
  const id = titleId ?? ownId;
  return (
    <section aria-labelledby={id} aria-busy={isBusy}>
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h2 id={id} className="text-15 font-medium">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
