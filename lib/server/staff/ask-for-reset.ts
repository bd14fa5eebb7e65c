import 'server-only';
import { createHash } from 'node:crypto';
import { noScope, type Actor } from '@/lib/server/actor';
import { asStranger } from '@/lib/server/auth/guesses';
import { recordRefusal, UNKNOWN_PERSON } from '@/lib/server/auth/record-refusal';
import { networkOf } from '@/lib/server/auth/request-facts';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { takeAllowance } from '@/lib/server/mail/limits';
import { hasMail, queueMail } from '@/lib/server/mail/queue';
import { formatMinutes } from '@/lib/shared/format';

const OF_AN_ADDRESS = 3;
const OF_A_NETWORK = 20;

/** Whether people can reset a forgotten password themselves. */
export function canAskForReset(): boolean {
  return hasMail() && env().hasPasswordSignIn;
}

/**
 * Someone without a session asks for a link to reset the password of an address. Whether anyone has
 * it is found out when the email is sent, so that this does the same for every address, in the same
 * time. Limits are of the address as typed and of the network.
 * @throws DeskError `conflict` this server sends no email; `too_many_requests`
 */
export async function askForReset(
  { ip, requestId }: Pick<Actor, 'ip' | 'requestId'>,
  email: string,
): Promise<void> {
  if (!canAskForReset()) {
    throw new DeskError('conflict', {
      detail: 'This server doesn’t send reset links. Ask an admin for one.',
    });
  }
  const address = createHash('sha256').update(email).digest('base64url');
  const wait = await asStranger(() =>
    db().transaction(async (tx) => {
      const seconds = await takeAllowance(tx, [
        { key: `reset address ${address}`, perHour: OF_AN_ADDRESS },
        { key: `reset network ${networkOf(ip)}`, perHour: OF_A_NETWORK },
      ]);
      if (seconds === null) {
        await queueMail(tx, { to: email, kind: 'reset_requested', data: { ip, requestId } });
      }
      return seconds;
    }),
  );
  if (wait === null) return;
  const nobody = { id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer' } as const;
  const actor = { ...nobody, permissions: [], sessionId: null, ...noScope, ip, requestId };
  await recordRefusal(actor, 'staff.reset_held');
  throw new DeskError('too_many_requests', {
    detail: `Too many reset links were requested for this address or from your network. Use the newest email, or try again in ${formatMinutes(wait)}.`,
    retryAfterSeconds: wait,
  });
}
