/**
 * What `useSyncExternalStore` subscribes to for the time: wakes all listeners at that pace, by one
 * timer that runs only while somebody listens.
 */
export function every(tickMs: number): (listener: () => void) => () => void {
  const listeners = new Set<() => void>();
  let interval: ReturnType<typeof setInterval> | undefined;
  return (listener) => {
    listeners.add(listener);
    interval ??= setInterval(() => listeners.forEach((each) => each()), tickMs);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(interval);
      interval = undefined;
    };
  };
}
