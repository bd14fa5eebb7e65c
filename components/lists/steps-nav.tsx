import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type StepsNavProps<Step extends string> = {
  steps: readonly { value: Exclude<Step, 'columns'>; label: string }[];
  /** Mapping columns belongs to the first step. */
  step: Step;
  canOpen: (step: Step) => boolean;
  onStep: (step: Step) => void;
  /** At the right end of the line. */
  aside?: ReactNode;
};

/** Where one is between a list and its result. */
export function StepsNav<Step extends string>(props: StepsNavProps<Step>) {
  const { steps, step, canOpen, onStep, aside } = props;
  const now = Math.max(
    steps.findIndex(({ value }) => value === step),
    0,
  );
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
              disabled={index !== now && !canOpen(value)}
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

export type ImportStep = 'list' | 'columns' | 'review' | 'result';

const importSteps = [
  { value: 'list', label: 'List' },
  { value: 'review', label: 'Review' },
  { value: 'result', label: 'Result' },
] as const;

type ImportStepsNavProps = { step: ImportStep; onStep: (step: ImportStep) => void };

/** Of a list that is saved as a whole: until then one can go back to it. */
export function ImportStepsNav({ step, onStep }: ImportStepsNavProps) {
  return (
    <StepsNav
      steps={importSteps}
      step={step}
      canOpen={(next) => next === 'list' && step !== 'result'}
      onStep={onStep}
    />
  );
}
