import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDueBackup } from '@/lib/server/backup/run-schedule';
import { env } from '@/lib/server/env';
import { describeError, log } from '@/lib/server/log';

const EVERY_MS = 30_000;

/** Makes scheduled backups, beside everything else: a large database takes minutes. */
export class BackingUp {
  readonly done: Promise<void>;

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    if (env().backup.everyHours === undefined) return;
    while (!signal.aborted) {
      await runDueBackup(signal).catch((error: unknown) =>
        log().error({ error: describeError(error) }, 'backups not scheduled'),
      );
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
