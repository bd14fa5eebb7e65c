import { cn } from '@/lib/client/cn';

/** The place of something on its way. Give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn('block appear-late rounded-tag bg-skeleton base:h-3 base:w-full', className)}
    />
  );
}
