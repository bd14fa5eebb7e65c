import 'server-only';
import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  auditEvents,
  auditSeals,
  batches,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import { limitsReached, type AuditAction } from '@/lib/shared/audit-actions';
import { describeBrowser } from '@/lib/shared/device';
import { placeWords } from '@/lib/shared/place';
import type { Notice } from './kinds';
import { queueNotices } from './queue';
import { ensureSettings } from './rules';

/** In one transaction: a batch of invitations may record 50,000 events. */
const AT_ONCE = 1_000;
/** Of a new browser: its session is written with the event that leads here. */
const SESSION_MINUTES = 60;

type Event = typeof auditEvents.$inferSelect;
type Known = { batchNames: ReadonlyMap<string, string | null> };
type Reader = (event: Event, known: Known) => Notice | null;

const onLimit: Reader = ({ actorEmail: by, action, outcome }) => ({
  ...{ kind: 'limit_reached', item: { by, action, isDenied: outcome === 'denied' } },
});

const onDecision =
  (isApproved: boolean, verb: string): Reader =>
  ({ actorEmail: by, target }) => ({
    kind: 'approval_decided',
    item: { by, what: `${verb} ${target ?? ''}`, isApproved },
  });

const onRequest =
  (verb: string): Reader =>
  ({ actorEmail: by, target, reason }) => ({
    kind: 'approval_asked',
    item: { by, what: `${verb} ${target ?? ''}`, reason },
  });

const SIGN_IN = 'Sign in as';
const CHANGE = 'Change of';

/** The events that are reported, and as what. */
const readers: Readonly<Partial<Record<AuditAction | 'backup.created', Reader>>> = {
  'approval.asked': onRequest(SIGN_IN),
  'change.asked': onRequest(CHANGE),
  'approval.given': onDecision(true, SIGN_IN),
  'approval.declined': onDecision(false, SIGN_IN),
  'change.approved': onDecision(true, CHANGE),
  'change.declined': onDecision(false, CHANGE),
  'batch.finished': ({ target: id, details }, { batchNames }) => {
    if (id === null) return null;
    const counts = isRecord(details.counts) ? details.counts : {};
    const problems = numberOf(counts.rejected) + numberOf(counts.unconfirmed);
    const about = { id, name: batchNames.get(id) ?? null };
    return { kind: 'batch_finished', item: { ...about, total: numberOf(details.total), problems } };
  },
  'batch.paused': ({ target: id, outcome, details }, { batchNames }) => {
    // A person who pauses one knows.
    if (id === null || outcome !== 'failure') return null;
    const reason = typeof details.reason === 'string' ? details.reason : '';
    return { kind: 'batch_trouble', item: { id, name: batchNames.get(id) ?? null, reason } };
  },
  'backup.created': ({ outcome, target: file }) =>
    outcome === 'failure' ? { kind: 'backup_failed', item: { file: file ?? '' } } : null,
  'statement.created': ({ target: month, details: { id } }) =>
    month !== null && typeof id === 'string'
      ? { kind: 'statement_ready', item: { id, month } }
      : null,
  ...Object.fromEntries(limitsReached.map((action) => [action, onLimit])),
};

const readersByAction: Readonly<Record<string, Reader | undefined>> = readers;
const SIGNED_IN: AuditAction = 'session.started';
const read = [...Object.keys(readers), SIGNED_IN];

/**
 * Queues messages about the sealed events that no server has read. Messages and the position in the
 * log are written together, so that a crash loses none and doubles none.
 */
export async function readEvents({
  now = new Date(),
  signal,
}: { now?: Date; signal?: AbortSignal } = {}): Promise<void> {
  if (!(await isBehind())) return;
  while (!signal?.aborted && (await readSome(now)));
}

/** Only read: asked each second. */
async function isBehind(): Promise<boolean> {
  const { rows } = await db().execute<{ isBehind: boolean }>(sql`
    select coalesce((select sequence from notification_settings), -1)
      < coalesce((select max(sequence) from audit_seals), 0) as "isBehind"`);
  return rows[0]?.isBehind ?? false;
}

/** @returns whether there may be more */
async function readSome(now: Date): Promise<boolean> {
  return db().transaction(async (tx) => {
    await ensureSettings(tx);
    // Another process that does the same has it.
    const { rows } = await tx.execute<{ sequence: string; last: string | null; count: number }>(sql`
      with position as (
        select sequence from notification_settings for update skip locked
      ), next as (
        select sequence from audit_seals where sequence > (select sequence from position)
        order by sequence limit ${AT_ONCE}
      )
      select position.sequence, (select max(sequence) from next) as last,
        (select count(*)::int from next) as count
      from position`);
    const [place] = rows;
    if (!place || place.last === null) return false;
    const events = await eventsBetween(tx, Number(place.sequence), Number(place.last));
    await queueNotices(tx, await noticesOf(tx, events), now);
    await tx.execute(sql`update notification_settings set sequence = ${place.last}`);
    return place.count === AT_ONCE;
  });
}

async function eventsBetween(tx: Transaction, after: number, last: number): Promise<Event[]> {
  const rows = await tx
    .select({ event: auditEvents })
    .from(auditSeals)
    .innerJoin(auditEvents, eq(auditEvents.sequence, auditSeals.position))
    .where(
      and(
        ...[gt(auditSeals.sequence, after), lte(auditSeals.sequence, last)],
        inArray(auditEvents.action, read),
      ),
    )
    .orderBy(asc(auditSeals.sequence));
  return rows.map(({ event }) => event);
}

async function noticesOf(tx: Transaction, events: readonly Event[]): Promise<Notice[]> {
  const batchIds = events.flatMap(({ action, target }) =>
    action.startsWith('batch.') && target !== null ? [target] : [],
  );
  const names =
    batchIds.length === 0
      ? []
      : await tx
          .select({ id: batches.id, name: batches.name })
          .from(batches)
          .where(inArray(batches.id, batchIds));
  const known = { batchNames: new Map(names.map(({ id, name }) => [id, name] as const)) };
  const notices = events.flatMap((event) => {
    const notice = readersByAction[event.action]?.(event, known);
    const { accountId } = event;
    return notice ? [{ ...notice, ...(accountId !== null && { ref: { accountId } }) }] : [];
  });
  const isSignIn = events.some(({ action }) => action === SIGNED_IN);
  return isSignIn ? [...notices, ...(await newDevices(tx))] : notices;
}

/** Sessions in a browser that was new, each once. */
async function newDevices(tx: Transaction): Promise<Notice[]> {
  const { publicId, ip, userAgent, isNewDevice, createdAt, replacedBy, staffId } = staffSessions;
  const rows = await tx
    .select({ publicId, ip, userAgent, person: staffMembers.email })
    .from(staffSessions)
    .innerJoin(staffMembers, eq(staffMembers.id, staffId))
    .where(
      and(
        ...[eq(isNewDevice, true), isNull(replacedBy)],
        gt(createdAt, sql`now() - make_interval(mins => ${SESSION_MINUTES})`),
      ),
    )
    .orderBy(asc(createdAt));
  const keyOf = (id: string) => `new_device ${id}`;
  const keys = sql.param(rows.map((row) => keyOf(row.publicId)));
  const { rows: added } = await tx.execute<{ key: string }>(sql`
    insert into notification_problems (key, kind, since, told_at)
    select distinct key, 'new_device', now(), now() from unnest(${keys}::text[]) as found (key)
    on conflict (key) do nothing returning key`);
  const isNew = new Set(added.map(({ key }) => key));
  return rows
    .filter((row) => isNew.has(keyOf(row.publicId)))
    .map(({ person, ip: address, userAgent: agent }) => ({
      kind: 'new_device',
      item: { person, device: describeBrowser(agent), place: placeWords(address) },
    }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
