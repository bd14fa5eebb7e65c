export type ToastTone = 'neutral' | 'good' | 'bad';

export type ToastMessage = {
  id: number;
  tone: ToastTone;
  title: string;
  description?: string;
};

type ToastOptions = Pick<ToastMessage, 'description'>;

const MAX_SHOWN = 4;

const listeners = new Set<() => void>();
let messages: readonly ToastMessage[] = [];
let lastId = 0;

function publish(next: readonly ToastMessage[]) {
  messages = next;
  listeners.forEach((listener) => listener());
}

function add(tone: ToastTone, title: string, options: ToastOptions = {}): number {
  lastId += 1;
  publish([...messages, { id: lastId, tone, title, ...options }].slice(-MAX_SHOWN));
  return lastId;
}

/** Short messages about what just happened. Anything that needs action belongs on the page. */
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
