'use client';

import { CircleAlert } from 'lucide-react';
import { useEffect, useRef, type MouseEvent } from 'react';
import { formatCount } from '@/lib/shared/format';

export type SummarisedError = {
  /** The `id` of the field. Without it, the message isn't a link. */
  fieldId?: string;
  message: string;
};

type ErrorSummaryProps = {
  errors: SummarisedError[];
  title?: string;
  /** Changes with each attempt, so that a repeated failure is announced again. */
  attempt?: number;
  requestId?: string;
};

/** The errors of a form, above it, each with a link to its field. */
export function ErrorSummary({ errors, title, attempt, requestId }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const isShown = errors.length > 0;
  useEffect(() => {
    if (isShown) box.current?.focus();
  }, [isShown, attempt]);

  if (!isShown) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="flex animate-drop gap-2 rounded-panel border border-bad-line bg-bad-soft px-3 py-2 text-13 outline-none"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-text" />
      <div className="min-w-0">
        <p className="font-medium text-bad-text">
          {title ?? `Fix ${formatCount(errors.length, 'error')} to continue`}
        </p>
        <ul className="mt-0.5">
          {errors.map(({ fieldId, message }) => (
            <li key={`${fieldId ?? ''} ${message}`}>
              {fieldId ? (
                <a
                  href={`#${fieldId}`}
                  onClick={focusField}
                  className="underline underline-offset-2"
                >
                  {message}
                </a>
              ) : (
                message
              )}
            </li>
          ))}
        </ul>
        {requestId && (
          <p className="mt-1 text-12 text-muted">
            Request ID <code className="font-mono">{requestId}</code>
          </p>
        )}
      </div>
    </div>
  );
}

function focusField(event: MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}
