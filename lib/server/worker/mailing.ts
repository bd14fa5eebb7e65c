import 'server-only';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import type { Transaction } from '@/lib/server/db/client';
import { describeError, log } from '@/lib/server/log';
import {
  sendDueMail,
  type GivenUp,
  type Prepared,
  type QueuedMail,
} from '@/lib/server/mail/send-due';
import { prepareMail } from '@/lib/server/staff/mail-links';
import { prepareStatementMail } from '@/lib/server/statements/mail-statement';

const EVERY_MS = 1_000;

/** Sends queued emails, beside everything else: a mail server may take minutes. */
export class Mailing {
  readonly done: Promise<void>;

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await sendDueMail({ prepare, onGivenUp: recordGivenUp, signal });
      } catch (error) {
        log().error({ error: describeError(error) }, 'emails not sent');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

function prepare(mail: QueuedMail): Promise<Prepared> {
  return mail.kind === 'statement_created' ? prepareStatementMail(mail) : prepareMail(mail);
}

async function recordGivenUp(tx: Transaction, { kind, recipient, fault }: GivenUp): Promise<void> {
  const event = { action: 'mail.failed', target: recipient, outcome: 'failure' } as const;
  await recordEvent(systemActor(randomUUID()), { ...event, details: { kind, fault } }, tx);
}
