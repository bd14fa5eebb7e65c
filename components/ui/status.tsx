import { cn } from '@/lib/client/cn';
import type { Tone } from './badge';

const inks: Record<Tone, string> = {
  neutral: 'text-control',
  accent: 'text-accent-solid',
  good: 'text-good-solid',
  warn: 'text-warn-solid',
  bad: 'text-bad-solid',
};

type StatusProps = { tone: Tone; label: string; isBusy?: boolean; className?: string };

/**
 * A status in a row. Each tone has its own shape before the label (disc, ring, triangle, square,
 * cross), so that color is never the only sign.
 */
export function Status({ tone, label, isBusy = false, className }: StatusProps) {
  return (
    <span
      className={cn('inline-flex items-center gap-1.5 align-bottom whitespace-nowrap', className)}
    >
      <svg
        viewBox="0 0 10 10"
        aria-hidden
        className={cn('size-2.5 shrink-0', inks[tone], isBusy && 'animate-pulse-soft')}
      >
        <StatusShape tone={tone} />
      </svg>
      <span className={tone === 'neutral' ? 'text-muted' : undefined}>{label}</span>
    </span>
  );
}

function StatusShape({ tone }: { tone: Tone }) {
  switch (tone) {
    case 'good':
      return <circle cx="5" cy="5" r="4" fill="currentColor" />;
    case 'warn':
      return <path d="M5 0.8 9.6 9H0.4Z" fill="currentColor" />;
    case 'bad':
      return (
        <path
          d="M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
      );
    case 'accent':
      return <rect x="1" y="1" width="8" height="8" rx="1.5" fill="currentColor" />;
    case 'neutral':
      return <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />;
  }
}
