import 'server-only';
import type { MailTest } from '@/lib/contract/mail';
import type { Actor } from '@/lib/server/actor';
import { recordOutcome } from '@/lib/server/audit/record';
import { sendTestMail } from '@/lib/server/mail/send-test';

/**
 * Sends a test email to the person who asks for it.
 * @throws DeskError `conflict` email isn't set up; `too_many_requests`
 */
export async function testMail(actor: Actor): Promise<MailTest> {
  const { fault, ...test } = await sendTestMail(actor.email);
  const outcome = test.ok ? 'success' : 'failure';
  const details = fault === null ? {} : { fault };
  await recordOutcome(actor, { action: 'mail.tested', target: test.to, outcome, details });
  return test;
}
