import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { and, isNull, lt, sql } from 'drizzle-orm';
import { findAccount } from '@/lib/server/accounts/accounts';
import { forgetPreviousSecrets } from '@/lib/server/accounts/manage-accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { everyone } from '@/lib/server/actor';
import { closeLostRequests } from '@/lib/server/audit/close-lost-requests';
import { removeOldEvents } from '@/lib/server/audit/remove-events';
import { recordCountedRefusals } from '@/lib/server/auth/record-refusal';
import { forgetExpiredSecrets } from '@/lib/server/changes/decide-change';
import { db } from '@/lib/server/db/client';
import {
  guessCounters,
  idempotencyKeys,
  mailMessages,
  mailRequests,
  notificationDeliveries,
  notificationProblems,
  setUpTokens,
  signInAttempts,
  staffMembers,
  staffSessions,
  webhookDeliveries,
} from '@/lib/server/db/schema';
import { listPausedAccounts, resumeBatchesOf } from '@/lib/server/invitations/pause';
import { finishLeftBatches, recoverLostRows } from '@/lib/server/invitations/settle-rows';
import { describeError, log } from '@/lib/server/log';
import { createDueStatement } from '@/lib/server/statements/create-statement';
import { forgetReplacedWebhookSecrets } from '@/lib/server/vault/webhook-secrets';

const EVERY_MS = 1_000;
const PROBE_EVERY_MS = 60_000;

/**
 * Recovers what dead workers left behind, and checks accounts that refused us. Runs beside the
 * sending, because the end of a call must not wait for it.
 */
export class Maintenance {
  readonly done: Promise<void>;
  #probedAt = performance.now();

  constructor(signal: AbortSignal) {
    this.done = this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await recoverLostRows();
        await finishLeftBatches();
        await recordCountedRefusals();
        this.#probe();
      } catch (error) {
        log().error({ error: describeError(error) }, 'maintenance failed');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Not awaited: an account that hangs must not hold up the others or the shutdown. */
  #probe(): void {
    const now = performance.now();
    if (now - this.#probedAt < PROBE_EVERY_MS) return;
    this.#probedAt = now;
    probePausedAccounts().catch((error: unknown) =>
      log().error({ error: describeError(error) }, 'paused accounts not probed'),
    );
  }
}

const TIDY_EVERY_MS = 60 * 60_000;

const hourly = {
  removeOutlived,
  closeLostRequests,
  removeOldEvents,
  forgetPreviousSecrets,
  forgetExpiredSecrets,
  createDueStatement: () => createDueStatement(),
  forgetReplacedWebhookSecrets,
};

/** At the start and every hour, without blocking anything else. */
export function startHousekeeping(): void {
  const tidy = () => {
    for (const [name, work] of Object.entries(hourly)) {
      work().catch((error: unknown) => {
        log().warn({ work: name, error: describeError(error) }, 'housekeeping failed');
      });
    }
  };
  tidy();
  setInterval(tidy, TIDY_EVERY_MS).unref();
}

const KEPT_DAYS = 7;
/** Long enough to investigate what someone did and from where. */
const SESSIONS_KEPT_DAYS = 90;

/**
 * Removes what is no longer useful: stored idempotent responses, expired setup links, sign-in
 * attempts that no longer count, emails that were sent, and sessions that ended long ago.
 */
export async function removeOutlived(): Promise<void> {
  const limit = sql`now() - make_interval(days => ${KEPT_DAYS})`;
  await db().delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, limit));
  await db().delete(signInAttempts).where(lt(signInAttempts.beganAt, limit));
  await db().delete(setUpTokens).where(lt(setUpTokens.expiresAt, limit));
  await db().delete(mailMessages).where(lt(mailMessages.settledAt, limit));
  await db().delete(mailRequests).where(lt(mailRequests.at, limit));
  await db().delete(webhookDeliveries).where(lt(webhookDeliveries.settledAt, limit));
  await db().delete(notificationDeliveries).where(lt(notificationDeliveries.settledAt, limit));
  // Events that were reported; what lasts goes once it is over.
  const { source, since } = notificationProblems;
  await db()
    .delete(notificationProblems)
    .where(and(isNull(source), lt(since, limit)));
  // A day after the last guess, none of it counts any more.
  await db()
    .delete(guessCounters)
    .where(lt(guessCounters.lastAt, sql`now() - interval '2 days'`));
  await removeSessions();
}

/** When someone was last seen is kept. */
async function removeSessions(): Promise<void> {
  await db().execute(sql`
    with removed as (
      delete from ${staffSessions}
      where least(revoked_at, expires_at) < now() - make_interval(days => ${SESSIONS_KEPT_DAYS})
      returning staff_id, last_seen_at
    ), seen as (
      select staff_id, max(last_seen_at) as last_seen_at from removed group by staff_id
    )
    update ${staffMembers} set last_seen_at = greatest(staff_members.last_seen_at, seen.last_seen_at)
    from seen where staff_members.id = seen.staff_id`);
}

/** Requests the user list of each account that refused us; if one answers, its batches resume. */
export async function probePausedAccounts(): Promise<void> {
  for (const accountId of await listPausedAccounts()) {
    try {
      const client = await remotepcFor(await findAccount(everyone, 'remotepc', accountId));
      await client.listUsers();
    } catch (error) {
      log().info({ accountId, error: describeError(error) }, 'account still refuses');
      continue;
    }
    await resumeBatchesOf(accountId);
  }
}
