import 'server-only';

declare global {
  /** Set by the worker, which runs in another module instance of the same process. */
  var resellerDeskWorkerIsRunning: boolean | undefined;
}

export function isWorkerRunning(): boolean {
  return globalThis.resellerDeskWorkerIsRunning === true;
}
