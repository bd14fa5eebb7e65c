import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordCountedRefusals } from '@/lib/server/auth/record-refusal';
import { finishLeftBatches } from '@/lib/server/invitations/finish-batch';
import { recoverLostRows } from '@/lib/server/invitations/recover-lost-rows';
import { describeError, log } from '@/lib/server/log';
import { probePausedAccounts } from './probe-paused-accounts';

const EVERY_MS = 1_000;
const PROBE_EVERY_MS = 60_000;

/**
 * What dead workers left behind, and accounts that refused us. Beside the sending and not between:
 * a call's end must not wait for it.
 */
export class Maintenance {
  readonly done: Promise<void>;
  #probedAt = performance.now();

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await recoverLostRows();
        await finishLeftBatches();
        await recordCountedRefusals();
        this.#probe();
      } catch (error) {
        log().error({ error: describeError(error) }, 'maintenance failed');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Not awaited: an account that hangs must hold up neither the others nor the end. */
  #probe(): void {
    const now = performance.now();
    if (now - this.#probedAt < PROBE_EVERY_MS) return;
    this.#probedAt = now;
    probePausedAccounts().catch((error: unknown) =>
      log().error({ error: describeError(error) }, 'paused accounts not probed'),
    );
  }
}
