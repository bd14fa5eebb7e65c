import 'server-only';
import { systemActor } from '@/lib/server/actor';
import { env } from '@/lib/server/env';
import { describeError, log } from '@/lib/server/log';
import { MailError, type MailFault } from '@/lib/server/mail/faults';
import { sendNow } from '@/lib/server/mail/send-now';
import { readChannelAddress, type ChannelAddress } from '@/lib/server/vault/channel-addresses';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import type { Resolve } from '@/lib/server/webhooks/address';
import { post, type WebhookFailure } from '@/lib/server/webhooks/post';
import type { ChannelKind } from '@/lib/shared/notifications';
import { mailForm, slackForm, teamsForm, webhookForm } from './forms';
import type { Message } from './texts';

const MAIL_DEADLINE_MS = 20_000;

type NotificationFailure = MailFault | WebhookFailure | 'not_set_up';

/** How an attempt ended. `isFinal`: another one would end the same. */
export type Attempt = {
  status: number | null;
  failure: NotificationFailure | null;
  tookMs: number;
  isFinal?: boolean;
};

type Sent = {
  /** The same at each attempt: the header `webhook-id`, and the Message-ID. */
  id: string;
  channelId: string;
  channelKind: ChannelKind;
  /** For email. */
  recipient: string;
  kind: string;
  count: number;
  createdAt: Date;
  items: readonly unknown[];
  message: Message;
};

type Sending = { resolve?: Resolve; signal?: AbortSignal };

/**
 * Sends a message once, in the form of its channel.
 * @throws what `signal` aborts with
 */
export async function send(sent: Sent, sending: Sending = {}): Promise<Attempt> {
  if (sent.channelKind === 'email') return sendMail(sent);
  const address = await addressOf(sent.channelId);
  if (address === null) return { status: null, failure: 'secret', tookMs: 0 };
  const body = JSON.stringify(formOf(sent));
  const { url, secret } = address;
  return post(url, { id: sent.id, body, secrets: secret === null ? [] : [secret] }, sending);
}

async function addressOf(channelId: string): Promise<ChannelAddress | null> {
  try {
    return await readChannelAddress(systemActor(channelId), channelId);
  } catch (error) {
    if (!(error instanceof VaultLockedError)) throw error;
    log().error({ channelId, error: describeError(error) }, 'notification not sent');
    return null;
  }
}

function formOf(sent: Sent): object {
  const { message, channelKind, kind, count, items, createdAt } = sent;
  const addressed = { message, appUrl: env().appUrl };
  if (channelKind === 'slack') return slackForm(addressed);
  if (channelKind === 'teams') return teamsForm(addressed);
  return webhookForm({ ...addressed, kind, count, items, at: createdAt.toISOString() });
}

async function sendMail({ id, recipient, message }: Sent): Promise<Attempt> {
  const { mail, appUrl } = env();
  if (!mail) return { status: null, failure: 'not_set_up', tookMs: 0 };
  const startedAt = performance.now();
  const ended = (failure: MailFault | null, isFinal = false): Attempt => {
    return { status: null, failure, tookMs: Math.round(performance.now() - startedAt), isFinal };
  };
  try {
    const text = mailForm({ message, appUrl });
    await sendNow(text, { id, to: recipient, deadlineMs: MAIL_DEADLINE_MS });
    return ended(null);
  } catch (error) {
    if (error instanceof MailError) return ended(error.fault, error.isFinal);
    throw error;
  }
}
