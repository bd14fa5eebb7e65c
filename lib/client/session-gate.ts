/**
 * Connects calls that got a 401 with the component that lets the person sign in again without
 * leaving the page. It exists only in this page.
 */

export type SessionState =
  | { isOver: false }
  /** `isAsked`: the person had pressed something when the 401 came. */
  | { isOver: true; isAsked: boolean };

const running: SessionState = { isOver: false };

let state: SessionState = running;
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();

export const sessionGate = {
  current: (): SessionState => state,

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** A call got a 401. */
  reportEnd(isAsked: boolean): void {
    if (state.isOver && (state.isAsked || !isAsked)) return;
    change({ isOver: true, isAsked });
  },

  /** The person dismissed the dialog: it isn't shown again until they do something else. */
  putOff(): void {
    if (state.isOver) change({ isOver: true, isAsked: false });
  },

  /** The person is signed in again: waiting calls continue. */
  reportReturn(): void {
    change(running);
    const calls = [...waiting];
    waiting.clear();
    for (const goOn of calls) goOn();
  },

  /**
   * Waits until the person is signed in again; false if no component can let them in.
   * @throws what `signal` is aborted with
   */
  untilReturn(signal?: AbortSignal): Promise<boolean> {
    if (listeners.size === 0) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const goOn = () => resolve(true);
      waiting.add(goOn);
      signal?.addEventListener('abort', () => {
        waiting.delete(goOn);
        reject(signal.reason as Error);
      });
    });
  },
};

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
