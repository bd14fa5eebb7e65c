import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import type { DraftStep } from './draft-state';

const steps: readonly { value: DraftStep; label: string }[] = [
  { value: 'list', label: 'List' },
  { value: 'check', label: 'Check' },
  { value: 'review', label: 'Review' },
];

type StepsNavProps = {
  step: DraftStep;
  /** A list was read, so all steps are available. */
  hasRows: boolean;
  onStep: (step: DraftStep) => void;
  /** At the right end of the line. */
  aside?: ReactNode;
};

export function StepsNav({ step, hasRows, onStep, aside }: StepsNavProps) {
  // Mapping columns belongs to the first step.
  const now = steps.findIndex(({ value }) => value === (step === 'columns' ? 'list' : step));
  return (
    <nav
      aria-label="Steps"
      className="flex items-center justify-between gap-3 border-b border-line px-(--gutter)"
    >
      <ol className="flex gap-5">
        {steps.map(({ value, label }, index) => (
          <li key={value}>
            <button
              type="button"
              aria-current={index === now ? 'step' : undefined}
              disabled={!hasRows && value !== 'list'}
              onClick={() => onStep(value)}
              className={cn(
                '-mb-px flex h-9 items-center gap-2 border-b-2 text-13 font-medium transition-colors duration-fast touch:h-11',
                index === now
                  ? 'border-accent-solid text-ink'
                  : 'border-transparent text-muted not-disabled:hover:text-ink disabled:cursor-default',
              )}
            >
              <span
                aria-hidden
                className={cn(
                  'grid size-5 place-items-center rounded-full border text-12 tabular-nums',
                  index === now
                    ? 'border-accent-solid bg-accent-solid text-on-accent'
                    : 'border-line-strong',
                )}
              >
                {index < now ? <Check className="size-3" /> : index + 1}
              </span>
              {label}
            </button>
          </li>
        ))}
      </ol>
      {aside}
    </nav>
  );
}
