import 'server-only';
import { sql } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import type { Actor } from '@/lib/server/actor';
import { findStaffPolicy } from '@/lib/server/policies/find-staff-policy';
import { db, type Transaction } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/database-failure';
import { formatCount, formatMinutes } from '@/lib/shared/format';
import { LIMIT_OF_EXPORTS, MANY_EXPORTS } from '@/lib/shared/audit-actions';
import { raiseAlarm, raiseAlarmFrom } from './raise-alarm';
import { recordEvent, type NewAuditEvent } from './record-event';
import { secondsOverLimit } from './seconds-over-limit';

const EXPORTS = ['users.exported', 'batch.exported', 'activity.exported'] as const;

const MANY_EXPORTS_AN_HOUR = 5;

type ExportEvent = Omit<NewAuditEvent, 'action' | 'outcome'> & { action: (typeof EXPORTS)[number] };

/**
 * Records that a person takes a file of customers or activity, before its first line leaves.
 * @throws DeskError `rate_limited` where the policy lets them take no more within this hour
 */
export async function recordExport(actor: Actor, event: ExportEvent): Promise<void> {
  await underLimit(actor, event, async (tx) => {
    await recordEvent(actor, { ...event, outcome: 'success' }, tx);
    await raiseAlarmFrom(
      MANY_EXPORTS_AN_HOUR,
      { actor, actions: EXPORTS, alarm: MANY_EXPORTS },
      tx,
    );
  });
}

/**
 * Whether a person may take a file now. A page asks before it lets the browser save one: a refusal
 * would be saved as if it were the file.
 * @throws DeskError `rate_limited`
 */
export async function requireExportLeft(actor: Actor): Promise<void> {
  await underLimit(actor, {}, async () => {});
}

async function underLimit(
  actor: Actor,
  { action: wanted, target, accountId }: Partial<ExportEvent>,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  try {
    await db().transaction(async (tx) => {
      // One after the other, so that two at once can't both be the last that the limit allows.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`export ${actor.id}`}))`);
      const { exportsPerHour: limit } = await findStaffPolicy(tx);
      const seconds = await secondsOverLimit(tx, { actorId: actor.id, actions: EXPORTS, limit });
      if (limit !== null && seconds !== null) throw overLimit(limit, seconds);
      await work(tx);
    });
  } catch (error) {
    // No line of the file has left, so it may be asked for again.
    if (!(error instanceof DeskError)) throw withoutEffect(error);
    const details = { code: error.code, wanted };
    await recordEvent(actor, {
      action: 'access.denied',
      outcome: 'denied',
      target,
      accountId,
      details,
    });
    await raiseAlarm(actor, { action: LIMIT_OF_EXPORTS, outcome: 'denied' });
    throw error;
  }
}

function overLimit(limit: number, seconds: number): DeskError {
  return new DeskError('rate_limited', {
    detail: `You have exported ${formatCount(limit, 'time')} within an hour, which is the most that the policy allows. Go on in ${formatMinutes(seconds)}.`,
    retryAfterSeconds: seconds,
  });
}
