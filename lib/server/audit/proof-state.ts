import 'server-only';
import { sql } from 'drizzle-orm';
import type { LogVerification, ProofState } from '@/lib/contract/audit';
import type { OverviewAuditProof } from '@/lib/contract/overview';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { DeskError } from '@/lib/server/errors';
import { requireWholeScope } from '@/lib/server/policies/permissions';
import { remember } from '@/lib/server/remember';
import { auditKeys } from './audit-keys';
import { lastSeal, SETTLED } from './chain-head';
import { lastCheckpoint } from './checkpoints';
import { MAILBOX, RECEIVER } from './deliver-checkpoints';
import { forwardingState } from './forward-destinations';
import { retentionState } from './retention';
import { sealEvents } from './seal-events';
import { verifyLog } from './verify-log';

/** How far the log is sealed. */
export async function proofState(actor: Actor): Promise<ProofState> {
  requireWholeLog(actor);
  const head = await lastSeal(db());
  const checkpoint = await lastCheckpoint(db());
  const { rows } = await db().execute<{ unsealed: string }>(sql`
    select count(*) as unsealed from audit_events
    where ${isUnsealed}`);
  return {
    head,
    unsealed: Number(rows[0]?.unsealed ?? 0),
    checkpoint: checkpoint && { sequence: checkpoint.sequence, at: checkpoint.at },
    forwarding: await forwardingState(),
    retention: await retentionState(),
  };
}

const hasNoSeal = sql`not exists (
  select from audit_seals where position = audit_events.sequence offset 0
)`;
export const isUnsealed = sql`sequence > ${SETTLED} and ${hasNoSeal}`;

/** The chain is one for all accounts, and its numbers count the events of all. */
function requireWholeLog(actor: Actor): void {
  requireWholeScope(
    actor,
    'The audit log is verified as a whole, and you can see only some accounts. Ask an admin.',
  );
}

/**
 * Verifies the log, from its first event to those recorded just now. Calls at the same time share
 * one verification: it reads everything.
 */
export async function verifyActivity(actor: Actor): Promise<LogVerification> {
  requireWholeLog(actor);
  publicKeys();
  const running = remember<{ now: Promise<LogVerification> | null }>('audit verification', () => ({
    now: null,
  }));
  running.now ??= sealAndVerify().finally(() => {
    running.now = null;
  });
  return running.now;
}

async function sealAndVerify(): Promise<LogVerification> {
  await sealEvents({ isWaiting: true });
  return verifyLog();
}

/**
 * The keys with which anyone can check exports and checkpoints, the current one first.
 * @throws DeskError `unavailable` without a key
 */
export function publicKeys(): string {
  const keys = auditKeys();
  if (keys.length > 0) return keys.map(({ publicKey }) => publicKey).join('');
  throw new DeskError('unavailable', {
    detail:
      'The audit log’s key is missing, so nothing is sealed or verified. Restore keys/audit-key in DATA_DIR, or AUDIT_KEY.',
    retryAfterSeconds: 60,
  });
}

const LATE_MINUTES = 60;
/** An outlet of a server that no longer runs isn't tried any more. */
const TRIED_MINUTES = 10;

/** What an administrator has to know: sealing, checkpoints or the forwarding are late. */
export async function checkProof(): Promise<OverviewAuditProof> {
  const limit = sql`now() - make_interval(mins => ${LATE_MINUTES})`;
  // The newest one, too: it doesn't depend on how far the sealing says it is.
  const { rows: late } = await db().execute<{ since: Date | null }>(sql`
    select min(at) as since from (
      (select at from audit_events where ${isUnsealed} order by sequence limit 1)
      union all
      select at from (
        select at, sequence from audit_events where at < ${limit} order by at desc limit 1
      ) as audit_events where ${hasNoSeal}
    ) as unsealed
    where at < ${limit}`);
  const { rows: outlets } = await db().execute<{ name: string; since: Date; failure: string }>(sql`
    select name, failing_since as since, failure from audit_outlets
    where failing_since is not null and tried_at > now() - make_interval(mins => ${TRIED_MINUTES})
    order by failing_since`);
  const since = late[0]?.since ?? null;
  return {
    unsealedSince: since && new Date(since).toISOString(),
    late: (await forwardingState()).filter(({ isLate }) => isLate),
    failing: outlets.map(({ name, since, failure }) => ({
      outlet: name === RECEIVER ? 'receiver' : name === MAILBOX ? 'mail' : 'file',
      since: new Date(since).toISOString(),
      failure,
    })),
  };
}
