import 'server-only';
import type { MailTest } from '@/lib/contract/mail';
import { createId, db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { formatMinutes } from '@/lib/shared/format';
import { explainFault, MailError } from './faults';
import { takeAllowance } from './limits';
import { sendNow } from './send-now';
import { testText } from './texts';

const PER_HOUR = 20;
/** The admin waits for it. */
const DEADLINE_MS = 20_000;

/**
 * Sends a test email to the administrator who asks for it, and says what went wrong.
 * @throws DeskError `conflict` email isn't set up; `too_many_requests`
 */
export async function sendTestMail(to: string): Promise<MailTest & { fault: string | null }> {
  const { mail } = env();
  if (!mail) {
    throw new DeskError('conflict', {
      detail: 'Email isn’t set up. Set SMTP_URL and MAIL_FROM, and restart the server.',
    });
  }
  const wait = await db().transaction((tx) =>
    takeAllowance(tx, [{ key: `test ${to}`, perHour: PER_HOUR }]),
  );
  if (wait !== null) {
    throw new DeskError('too_many_requests', {
      detail: `You’ve sent many test emails. Try again in ${formatMinutes(wait)}.`,
      retryAfterSeconds: wait,
    });
  }
  try {
    await sendNow(testText, { to, id: createId('mal'), deadlineMs: DEADLINE_MS });
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { fault, reply } = error;
    return { ok: false, to, fault, detail: explainFault(fault, { ...mail, reply }) };
  }
  const detail = `${mail.host} accepted the message. If it doesn’t arrive, look in the spam folder and the mail server’s log.`;
  return { ok: true, to, fault: null, detail };
}
