import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** Next follows the history, but only in its own app. */
for (const name of ['pushState', 'replaceState'] as const) {
  const original = history[name].bind(history);
  history[name] = (...step: Parameters<History['pushState']>) => {
    original(...step);
    listeners.forEach((listener) => listener());
  };
}
window.addEventListener('popstate', () => listeners.forEach((listener) => listener()));

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The path of the page, as `next/navigation` has it. */
export function usePathname(): string {
  return useSyncExternalStore(
    (listener) => {
      const end = subscribe(listener);
      return () => void end();
    },
    () => location.pathname,
  );
}

/** Next's own, as far as components use it. */
export function useRouter() {
  return { push: (path: string) => history.pushState(null, '', path) };
}
