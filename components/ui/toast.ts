import type { ReactNode } from 'react';

export type ToastTone = 'neutral' | 'good' | 'bad';

export type ToastMessage = {
  id: number;
  tone: ToastTone;
  title: string;
  description?: string;
  /** Stays until it is dismissed, and has something to do about it. */
  action?: ReactNode;
  onDismiss?: () => void;
};

type ToastOptions = Pick<ToastMessage, 'description'>;
type LastingOptions = ToastOptions & Required<Pick<ToastMessage, 'action' | 'onDismiss'>>;

const MAX_SHOWN = 4;

const listeners = new Set<() => void>();
let messages: readonly ToastMessage[] = [];
let lastId = 0;

function publish(next: readonly ToastMessage[]) {
  messages = next;
  listeners.forEach((listener) => listener());
}

function add(tone: ToastTone, title: string, options: Partial<LastingOptions> = {}): number {
  lastId += 1;
  const all = [...messages, { id: lastId, tone, title, ...options }];
  // What waits for an answer isn't pushed out by what only reports.
  const passing = all.filter(({ action }) => !action).slice(-MAX_SHOWN);
  publish(all.filter((message) => message.action || passing.includes(message)));
  return lastId;
}

/**
 * Short messages about what just happened. What needs action belongs on the page; only what the
 * person waits for, and may come while they are on any other page, is `lasting`.
 */
export const toast = {
  info: (title: string, options?: ToastOptions) => add('neutral', title, options),
  success: (title: string, options?: ToastOptions) => add('good', title, options),
  error: (title: string, options?: ToastOptions) => add('bad', title, options),
  /** A change that failed: whether it certainly had no effect, or may have been saved. */
  failure: ({ isRefusal, detail }: { isRefusal: boolean; detail: string }) =>
    add(
      'bad',
      isRefusal ? 'Nothing was changed' : 'Outcome unknown: the change may have been saved',
      { description: detail },
    ),
  lasting: (tone: ToastTone, title: string, options: LastingOptions) => add(tone, title, options),
  dismiss: (id: number) => publish(messages.filter((message) => message.id !== id)),
};

/** For the `Toaster` only: `toast` is called from code that isn't a component, too. */
export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  current: () => messages,
};
