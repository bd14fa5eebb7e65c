import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

const looks = {
  neutral: { frame: 'border-line-strong bg-hover', ink: 'text-muted', Icon: Info },
  good: { frame: 'border-good-line bg-good-soft', ink: 'text-good-text', Icon: CircleCheck },
  warn: { frame: 'border-warn-line bg-warn-soft', ink: 'text-warn-text', Icon: TriangleAlert },
  bad: { frame: 'border-bad-line bg-bad-soft', ink: 'text-bad-text', Icon: CircleAlert },
};

type NoticeProps = {
  tone?: keyof typeof looks;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It has just appeared, and is read aloud. */
  isLive?: boolean;
  className?: string;
};

/** Something to know, standing in the page where it matters. */
export function Notice({
  tone = 'neutral',
  title,
  children,
  action,
  isLive,
  className,
}: NoticeProps) {
  const { frame, ink, Icon } = looks[tone];
  return (
    <div
      role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cn('flex gap-2 rounded-panel border px-3 py-2 text-13', frame, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1">
        {title && <p className={cn('font-medium', ink)}>{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}
