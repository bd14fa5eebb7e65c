'use client';

import { Check, CircleAlert, Info, X } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { Button } from './button';
import { toast, toastStore, type ToastMessage, type ToastTone } from './toast';

const SHOWN_MS = 6_000;
const none: readonly ToastMessage[] = [];

/** Where toasts appear: above a foot with a page's buttons. Errors stay until they are put away. */
export function Toaster() {
  const messages = useSyncExternalStore(toastStore.subscribe, toastStore.current, () => none);
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2 [body:has([data-foot])_&]:bottom-20 max-sm:[body:has([data-foot])_&]:bottom-28"
    >
      {messages.map((message) => (
        <Toast key={message.id} message={message} />
      ))}
    </section>
  );
}

function Toast({ message }: { message: ToastMessage }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id, tone, title, description, action } = message;

  const hold = () => clearTimeout(timer.current);
  const release = () => {
    hold();
    if (tone !== 'bad') timer.current = setTimeout(() => toast.dismiss(id), SHOWN_MS);
  };
  useEffect(() => {
    if (tone === 'bad') return;
    const started = setTimeout(() => toast.dismiss(id), SHOWN_MS);
    timer.current = started;
    return () => clearTimeout(timer.current);
  }, [id, tone]);

  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
      className="pointer-events-auto flex w-full max-w-96 animate-rise items-start gap-2 rounded-panel bg-raised p-3 text-13 shadow-float"
    >
      <ToneIcon tone={tone} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {description && <p className="text-muted">{description}</p>}
      </div>
      {action && (
        <Button
          size="sm"
          onClick={() => {
            toast.dismiss(id);
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Put away"
        className="-m-1"
        onClick={() => toast.dismiss(id)}
      >
        <X />
      </Button>
    </div>
  );
}

function ToneIcon({ tone }: { tone: ToastTone }) {
  if (tone === 'good') return <Check aria-hidden className="mt-0.5 size-4 text-good-text" />;
  if (tone === 'bad') return <CircleAlert aria-hidden className="mt-0.5 size-4 text-bad-text" />;
  return <Info aria-hidden className="mt-0.5 size-4 text-muted" />;
}
