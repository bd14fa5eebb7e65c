import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, log } from '@/lib/server/log';
import { readEvents } from '@/lib/server/notifications/read-events';
import { scanProblems } from '@/lib/server/notifications/scan';
import { sendDueNotifications } from '@/lib/server/notifications/send-due';
import { queueWeeklyReports } from '@/lib/server/notifications/weekly-report';

const EVERY_MS = 1_000;

/**
 * Tells people of events. A channel or a vendor that takes its time delays neither the reading of
 * events nor the others.
 */
export class Notifications {
  readonly done: Promise<void>;

  constructor(signal: AbortSignal) {
    const works = {
      events: () => readEvents({ signal }),
      problems: () => scanProblems(),
      reports: () => queueWeeklyReports(),
      messages: () => sendDueNotifications({ signal }),
    };
    this.done = Promise.all(
      Object.entries(works).map(([name, work]) => repeat(name, work, signal)),
    ).then(() => undefined);
  }
}

async function repeat(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      log().error({ work: name, error: describeError(error) }, 'notifications not looked after');
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
