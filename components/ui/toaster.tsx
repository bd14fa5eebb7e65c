'use client';

import { Check, CircleAlert, Info, X } from 'lucide-react';
import { Close, Description, Provider, Root, Title, Viewport } from 'radix-ui/toast';
import { useRef, useSyncExternalStore } from 'react';
import { Button } from './button';
import { toast, toastStore, type ToastMessage, type ToastTone } from './toast';
import { useToastPlace } from './use-toast-place';

const SHOWN_MS = 6_000;
const none: readonly ToastMessage[] = [];

/** Shows toasts where they cover no bar of buttons and no dialog. Errors stay until dismissed. */
export function Toaster() {
  const messages = useSyncExternalStore(toastStore.subscribe, toastStore.current, () => none);
  const viewport = useRef<HTMLOListElement>(null);
  const { side, inset, bottom } = useToastPlace(viewport, messages.length > 0);
  return (
    // No swipe is long enough to dismiss: dragging over a message selects its text.
    <Provider duration={SHOWN_MS} swipeThreshold={Infinity}>
      {messages.map((message) => (
        <Toast key={message.id} message={message} />
      ))}
      <Viewport
        ref={viewport}
        style={{ bottom, [side]: inset }}
        className="pointer-events-none fixed z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none print:hidden"
      />
    </Provider>
  );
}

function Toast({ message }: { message: ToastMessage }) {
  const { id, tone, title, description, action, onDismiss } = message;
  const isError = tone === 'bad';
  return (
    <Root
      open
      onOpenChange={() => {
        toast.dismiss(id);
        onDismiss?.();
      }}
      type={isError || action ? 'foreground' : 'background'}
      duration={isError || action ? Infinity : undefined}
      style={{ userSelect: 'text', touchAction: 'auto' }}
      className="pointer-events-auto flex w-full animate-rise items-start gap-2 rounded-panel bg-raised p-3 text-13 shadow-float"
    >
      <ToneIcon tone={tone} />
      <div className="min-w-0 flex-1">
        <Title className="font-medium">{title}</Title>
        {/* The blank keeps the two apart where they are read aloud as one text. */}
        {description && (
          <>
            {' '}
            <Description className="text-muted">{description}</Description>
          </>
        )}
        {action && <div className="mt-2">{action}</div>}
      </div>
      <Close asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Dismiss" className="-m-1">
          <X />
        </Button>
      </Close>
    </Root>
  );
}

function ToneIcon({ tone }: { tone: ToastTone }) {
  if (tone === 'good') return <Check aria-hidden className="mt-0.5 size-4 text-good-text" />;
  if (tone === 'bad') return <CircleAlert aria-hidden className="mt-0.5 size-4 text-bad-text" />;
  return <Info aria-hidden className="mt-0.5 size-4 text-muted" />;
}
