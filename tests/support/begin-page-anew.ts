import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { toast, toastStore } from '@/components/ui/toast';
import { sessionGate } from '@/lib/client/session-gate';
import { followHistory, push } from './navigation';

/** jsdom has none, and lays nothing out. */
class NoResizeObserver implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

followHistory();

const LONG_MS = 500;
const wait = globalThis.setTimeout;
const longWaits = new Set<NodeJS.Timeout>();

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', NoResizeObserver);
  // An answer to the test before may have come after its end.
  sessionGate.reportReturn();
});
// What waits for long asks the server again, in a later test that knows nothing of it.
beforeEach(() => {
  const waitNoted = (callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const timer = wait(callback, ms, ...given);
    if (ms >= LONG_MS) longWaits.add(timer);
    return timer;
  };
  globalThis.setTimeout = waitNoted as typeof setTimeout;
});

/** Component tests share a page: each leaves it as a page that has just been opened. */
afterEach(() => {
  cleanup();
  act(() => toastStore.current().forEach(({ id }) => toast.dismiss(id)));
  vi.useRealTimers();
  globalThis.setTimeout = wait;
  for (const timer of longWaits) clearTimeout(timer);
  longWaits.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/');
  push.mockClear();
  document.body.replaceChildren();
  // A dialog that was open made the rest of the page inert.
  document.body.removeAttribute('style');
  document.title = '';
});
