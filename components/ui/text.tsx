import type { ReactNode } from 'react';
import { cn } from '@/lib/client/cn';
import { shownEmail } from '@/lib/shared/email/shown-email';

type TruncatedTextProps = { text: string; isMono?: boolean; className?: string };

/**
 * An address or an id that may not fit: truncated by CSS, and complete on hover. It stays one text
 * node, so that selecting, copying and finding it on the page work on all of it.
 */
export function TruncatedText({ text, isMono, className }: TruncatedTextProps) {
  return (
    <span
      title={text}
      className={cn(
        'inline-block max-w-full min-w-0 truncate align-bottom',
        isMono && 'font-mono',
        className,
      )}
    >
      {text}
    </span>
  );
}

/** An email address in running text, as one text node so that it can be copied and found whole. */
export function Address({ email }: { email: string }) {
  return (
    <span className="inline-block max-w-full align-bottom font-medium wrap-anywhere text-ink">
      {shownEmail(email)}
    </span>
  );
}

/** Text for screen readers only. */
export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
