/**
 * Between calls that the server answered with 401 and whoever lets the person sign in again without
 * leaving the page. Known to this page alone, and gone with it.
 */

export type SessionState =
  | { isOver: false }
  /** `isAsked`: the person had pressed something when it turned out. */
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

  /** A call was answered with 401. */
  reportEnd(isAsked: boolean): void {
    if (state.isOver && (state.isAsked || !isAsked)) return;
    change({ isOver: true, isAsked });
  },

  /** The person put the question off: it is not asked again before they want something else. */
  putOff(): void {
    if (state.isOver) change({ isOver: true, isAsked: false });
  },

  /** The person is signed in again: what waited goes on. */
  reportReturn(): void {
    change(running);
    const calls = [...waiting];
    waiting.clear();
    for (const goOn of calls) goOn();
  },

  /**
   * Until the person is signed in again. Nobody can let them in where nobody listens: false then.
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
