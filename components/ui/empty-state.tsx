import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type EmptyStateProps = {
  /** What this is, or why nothing is here. */
  title: string;
  children?: ReactNode;
  /** The one action that fills it. */
  action?: ReactNode;
  icon?: ReactNode;
  className?: string;
};

export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-16 text-center text-13', className)}>
      {icon && <div className="mb-3 text-faint [&_svg]:size-5">{icon}</div>}
      <p className="text-15 font-medium">{title}</p>
      {children && <div className="mt-1 max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
