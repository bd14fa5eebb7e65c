import { useSyncExternalStore } from 'react';
import { vi } from 'vitest';

/**
 * In the place of `next/navigation` in component tests: as far as components use it, over jsdom's
 * history. Next follows the history, too, but only in its own app.
 */
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());

/** For the window of a test file: the files share this module, but each has a window of its own. */
export function followHistory() {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...step: Parameters<History['pushState']>) => {
      original(...step);
      tell();
    };
  }
  window.addEventListener('popstate', tell);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function useSearchParams(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => location.search));
}

/** Tests look here for the pages that were opened. Each test begins with none. */
export const push = vi.fn((path: string) => history.pushState(null, '', path));
const router = {
  push,
  refresh: () => undefined,
  replace: (path: string) => history.replaceState(null, '', path),
};

export function useRouter() {
  return router;
}
