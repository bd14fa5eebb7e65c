import { cva, type VariantProps } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

const badgeClass = cva(
  'inline-flex h-5 max-w-full items-center gap-1.5 rounded-tag border px-1.5 text-12 font-medium whitespace-nowrap',
  {
    variants: {
      tone: {
        neutral: 'border-line-strong bg-surface text-muted',
        accent: 'border-accent-line bg-accent-soft text-accent-text',
        good: 'border-good-line bg-good-soft text-good-text',
        warn: 'border-warn-line bg-warn-soft text-warn-text',
        bad: 'border-bad-line bg-bad-soft text-bad-text',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeClass>['tone']>;

type BadgeProps = { tone?: Tone; icon?: ReactNode; className?: string; children: ReactNode };

/** A short label in a frame: a mark, a kind, a role. */
export function Badge({ tone, icon, className, children }: BadgeProps) {
  return (
    <span className={cn(badgeClass({ tone }), '[&_svg]:size-3 [&_svg]:shrink-0', className)}>
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
