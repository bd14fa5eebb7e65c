import 'server-only';
import type { ChannelTest } from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { afterSending, recordEvent } from '@/lib/server/audit/record';
import { createId, db } from '@/lib/server/db/client';
import { notificationDeliveries } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { takeAllowance } from '@/lib/server/mail/limits';
import { formatMinutes } from '@/lib/shared/format';
import { describeNotificationFailure } from '@/lib/shared/notifications';
import type { Resolve } from '@/lib/server/webhooks/address';
import { findChannel } from './channels';
import { TEAM_CHANNEL, TEST } from './kinds';
import { send, type Attempt } from './send';
import { testMessage } from './texts';

const PER_HOUR = 60;

type Outcome = { recipient: string; id: string; attempt: Attempt };

/**
 * Sends a test, once, to every recipient (of the team’s channel: to the person themselves), and answers with what came of it. Also to a channel that
 * is disabled: to see whether it works again.
 * @throws DeskError `forbidden`, `not_found`, `too_many_requests`
 */
export async function testChannel(
  actor: Actor,
  channelId: string,
  resolve?: Resolve,
): Promise<ChannelTest> {
  const { name, kind: channelKind, ...channel } = await findChannel(actor, channelId);
  const recipients = channelId === TEAM_CHANNEL ? [actor.email] : channel.recipients;
  await requireAllowance(actor);
  const outcomes = await Promise.all(
    (channelKind === 'email' ? recipients : ['']).map(async (recipient): Promise<Outcome> => {
      const id = createId('ntf');
      const about = { id, channelId, channelKind, recipient, kind: TEST, count: 1, items: [] };
      const sent = { ...about, createdAt: new Date(), message: testMessage };
      return { recipient, id, attempt: await send(sent, { resolve }) };
    }),
  );
  const about = { channelId, name };
  await afterSending(actor, () => record(actor, about, outcomes), 'test not kept');
  const failed = outcomes.find(({ attempt }) => attempt.failure !== null);
  const { status, failure, tookMs } = (failed ?? outcomes[0])?.attempt ?? {
    ...{ status: null, failure: null, tookMs: 0 },
  };
  return { ok: failure === null, status, failure, tookMs, detail: detailOf(failed, outcomes) };
}

function detailOf(failed: Outcome | undefined, outcomes: readonly Outcome[]): string {
  const { failure, status } = failed?.attempt ?? {};
  if (!failed || !failure) {
    return outcomes.some(({ recipient }) => recipient !== '')
      ? 'The mail server accepted the message. If it doesn’t arrive, look in the spam folder.'
      : 'The receiver accepted the message.';
  }
  const words = describeNotificationFailure(failure);
  const answered = status === null || status === undefined ? '' : ` It answered ${status}.`;
  const whose = failed.recipient !== '' && outcomes.length > 1 ? `${failed.recipient}: ` : '';
  return `${whose}${words}${answered}`;
}

async function requireAllowance({ id }: Actor): Promise<void> {
  const limit = { key: `notification tests of ${id}`, perHour: PER_HOUR };
  const wait = await db().transaction((tx) => takeAllowance(tx, [limit]));
  if (wait === null) return;
  throw new DeskError('too_many_requests', {
    detail: `You’ve sent many tests. Try again in ${formatMinutes(wait)}.`,
    retryAfterSeconds: wait,
  });
}

async function record(
  actor: Actor,
  { channelId, name }: { channelId: string; name: string },
  outcomes: readonly Outcome[],
): Promise<void> {
  await db().transaction(async (tx) => {
    const now = new Date();
    await tx.insert(notificationDeliveries).values(
      outcomes.map(({ id, recipient, attempt: { status, failure } }) => ({
        ...{
          id,
          channelId,
          recipient,
          kind: TEST,
          count: 1,
          items: [],
          isOpen: false,
          attempts: 1,
        },
        ...{ notBefore: now, firstTriedAt: now, triedAt: now, settledAt: now, status, failure },
        state: failure === null ? ('delivered' as const) : ('failed' as const),
      })),
    );
    const failure = outcomes.find(({ attempt }) => attempt.failure)?.attempt.failure;
    const event = { action: 'notification.tested', target: name } as const;
    const details = { id: channelId, ...(failure && { failure }) };
    await recordEvent(actor, { ...event, outcome: failure ? 'failure' : 'success', details }, tx);
  });
}
