import { act, cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { toast, toastStore } from '@/components/ui/toast';

const LONG_MS = 500;
const waits = new Set<ReturnType<typeof setTimeout>>();
const { setTimeout: wait } = globalThis;

// What waits for long asks the server again, in a test that knows nothing of it.
globalThis.setTimeout = Object.assign(
  (...given: Parameters<typeof wait>) => {
    const timer = wait(...given);
    if ((given[1] ?? 0) >= LONG_MS) waits.add(timer);
    return timer;
  },
  { __promisify__: wait.__promisify__ },
);

/** Component tests share a page: each leaves it as a page that has just been opened. */
afterEach(() => {
  cleanup();
  act(() => toastStore.current().forEach(({ id }) => toast.dismiss(id)));
  vi.useRealTimers();
  for (const timer of waits) clearTimeout(timer);
  waits.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/');
  document.body.replaceChildren();
  document.title = '';
});
