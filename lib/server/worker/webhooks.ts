import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, log } from '@/lib/server/log';
import { queueDeliveries } from '@/lib/server/webhooks/queue-deliveries';
import { listDueWebhooks, sendDue } from '@/lib/server/webhooks/send-due';

const EVERY_MS = 1_000;

/** Queues and sends the deliveries of webhooks. A receiver that takes its time delays no other one. */
export class Webhooks {
  readonly done: Promise<void>;
  readonly #sending = new Map<string, Promise<void>>();

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await queueDeliveries({ signal });
        for (const id of await listDueWebhooks()) this.#send(id, signal);
      } catch (error) {
        log().error({ error: describeError(error) }, 'webhooks not looked after');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(this.#sending.values());
  }

  #send(id: string, signal: AbortSignal): void {
    if (this.#sending.has(id)) return;
    const sending = sendDue(id, { signal })
      .catch((error: unknown) => {
        log().error({ webhookId: id, error: describeError(error) }, 'deliveries not settled');
      })
      .finally(() => this.#sending.delete(id));
    this.#sending.set(id, sending);
  }
}
