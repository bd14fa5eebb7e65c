import { cn } from '@/lib/client/cn';

type ProgressBarProps = {
  /** The accessible name: what is in progress. */
  label: string;
  /** From 0 to 1, or left out while unknown. */
  share?: number;
  tone?: 'accent' | 'good' | 'bad';
  className?: string;
};

const fills = { accent: 'fill-accent-solid', good: 'fill-good-solid', bad: 'fill-bad-solid' };

export function ProgressBar({ label, share, tone = 'accent', className }: ProgressBarProps) {
  const percent =
    share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn('overflow-hidden rounded-full bg-sunken base:h-1.5 base:w-full', className)}
    >
      <svg aria-hidden className="block size-full">
        <rect
          width={`${percent ?? 100}%`}
          height="100%"
          className={cn(
            'transition-[width] duration-slow',
            fills[tone],
            percent === undefined && 'animate-pulse-soft',
          )}
        />
      </svg>
    </div>
  );
}
