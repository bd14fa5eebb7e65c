import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { announceForwarding, forwardDestinations } from '@/lib/server/audit/forward-destinations';
import { forwardEvents } from '@/lib/server/audit/forward-events';
import { describeError, log } from '@/lib/server/log';

const EVERY_MS = 1_000;

/** Forwards the audit log, apart from its sealing: a receiver may take its time. */
export class Forwarding {
  readonly done: Promise<void>;

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    let isAnnounced = false;
    while (!signal.aborted) {
      try {
        if (!isAnnounced) await announceForwarding();
        isAnnounced = true;
        if (forwardDestinations().length === 0) return;
        await forwardEvents({ signal });
      } catch (error) {
        log().error({ error: describeError(error) }, 'audit log not forwarded');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
