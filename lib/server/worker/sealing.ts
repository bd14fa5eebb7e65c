import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliverCheckpoints, mailCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { describeError, log } from '@/lib/server/log';

const EVERY_MS = 1_000;

type Delivery = () => Promise<void>;

/** None waits for another. */
const deliveries: readonly Delivery[] = [deliverCheckpoints, mailCheckpoints];

/**
 * Seals the audit log and writes its checkpoints, apart from the maintenance: an upgraded database
 * with a million events takes a minute at first.
 */
export class Sealing {
  readonly done: Promise<void>;
  readonly #delivering = new Set<Delivery>();

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await sealEvents({ signal });
        for (const delivery of deliveries) this.#start(delivery);
      } catch (error) {
        log().error({ error: describeError(error) }, 'audit log not sealed');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Not awaited: a receiver that hangs must hold up neither the sealing nor the shutdown. */
  #start(delivery: Delivery): void {
    if (this.#delivering.has(delivery)) return;
    this.#delivering.add(delivery);
    delivery()
      .catch((error: unknown) =>
        log().error({ error: describeError(error) }, 'checkpoints not written'),
      )
      .finally(() => this.#delivering.delete(delivery));
  }
}
