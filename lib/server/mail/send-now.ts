import 'server-only';
import { env } from '@/lib/server/env';
import { MailError } from './faults';
import { htmlPart, plainPart } from './layout';
import { mailHost } from './send-due';
import { deliver, type Envelope } from './smtp';
import type { MailText } from './texts';

type Given = { to: string; deadlineMs?: number } & Pick<Envelope, 'id' | 'attachments'>;

/**
 * Sends an email without the queue: where the caller waits for the outcome, or has a queue of its
 * own.
 * @throws MailError
 */
export async function sendNow(text: MailText, { to, id, deadlineMs, attachments }: Given) {
  const { mail: settings, appUrl } = env();
  if (!settings) throw new MailError('unreachable');
  const parts = { text: plainPart(text, appUrl), html: htmlPart(text, appUrl) };
  await deliver(
    { id, to, subject: text.subject, attachments, ...parts },
    { settings, host: mailHost(), deadlineMs },
  );
}
