import 'server-only';
import { and, asc, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccessReport, AccessReportLine, AccessReportQuery } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { CSV_START, csvLine } from '@/lib/shared/csv';
import { formatCount } from '@/lib/shared/format';
import { recordExport } from './limit-exports';
import { ofScope } from './match-events';
import { listRemovals } from './removals';

const asked = alias(auditEvents, 'asked');
const given = alias(auditEvents, 'given');

/**
 * Who signed in as which customer user within a month (UTC), why, and who approved it: from the
 * events alone, oldest first. A sign-in without a response is in it, since it may have opened. The
 * report is an event itself, recorded before a line leaves.
 * @param accounts the names of those that the actor may see
 * @throws DeskError `rate_limited`
 */
export async function accessReport(
  actor: Actor,
  { month, format }: AccessReportQuery,
  accounts: ReadonlyMap<string, string>,
): Promise<AccessReport> {
  const report = await readAccess(actor, month, accounts);
  const details = { report: 'access', month, format };
  await recordExport(actor, { action: 'activity.exported', details });
  return report;
}

/**
 * The same without an event, for what shows it on a page.
 * @param where what else the sign-ins match, as a condition on `auditEvents`
 */
export async function readAccess(
  actor: Actor,
  month: string,
  accounts: ReadonlyMap<string, string>,
  where?: SQL,
): Promise<AccessReport> {
  const rows = await findSignIns(actor, month, where);
  const removedEvents = await countRemoved(month);
  const items = rows.map(({ at, accountId, isOpened, ...facts }): AccessReportLine => {
    const account = accounts.get(accountId) ?? accountId;
    const outcome = isOpened ? 'success' : 'unknown';
    return { at: at.toISOString(), ...facts, account, outcome };
  });
  return { month, removedEvents, items };
}

/** From the sealed summaries of what was removed. */
async function countRemoved(month: string): Promise<number> {
  const counts = (await listRemovals()).flatMap((removal) =>
    Object.values(removal.counts[month] ?? {}),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function findSignIns(actor: Actor, month: string, where: SQL | undefined) {
  const begin = new Date(`${month}-01T00:00:00Z`);
  const end = new Date(begin);
  end.setUTCMonth(end.getUTCMonth() + 1);
  const { at, actorId, actorEmail, accountId, target, action, reason, ticket } = auditEvents;
  return db()
    .select({
      at,
      person: actorEmail,
      user: sql<string>`coalesce(${target}, '')`,
      accountId: sql<string>`coalesce(${accountId}, '')`,
      reason,
      ticket,
      approver: sql<string | null>`(${approverOf()})`,
      isOpened: sql<boolean>`${action} = 'auto_login.opened'`,
    })
    .from(auditEvents)
    .where(
      and(
        inArray(action, ['auto_login.opened', 'auto_login.unconfirmed']),
        gte(at, begin),
        lt(at, end),
        ofScope(actor, auditEvents),
        where,
      ),
    )
    .orderBy(asc(auditEvents.sequence), asc(actorId));
}

/** The request names the approval that it used up. */
function approverOf() {
  return db()
    .select({ email: given.actorEmail })
    .from(given)
    .where(
      and(
        eq(given.target, auditEvents.target),
        sql`${given.accountId} is not distinct from ${auditEvents.accountId}`,
        eq(given.action, 'approval.given'),
        sql`${given.details} ->> 'approvalId' = (${approvalOf()})`,
      ),
    )
    .limit(1);
}

/** Of the last request before it: callers choose their request ids, and may use one twice. */
function approvalOf() {
  return db()
    .select({ id: sql<string | null>`${asked.details} ->> 'approvalId'` })
    .from(asked)
    .where(
      and(
        eq(asked.requestId, auditEvents.requestId),
        eq(asked.action, 'auto_login.requested'),
        eq(asked.actorId, auditEvents.actorId),
        eq(asked.target, auditEvents.target),
        sql`${asked.accountId} is not distinct from ${auditEvents.accountId}`,
        sql`${asked.sequence} < ${auditEvents.sequence}`,
      ),
    )
    .orderBy(sql`${asked.sequence} desc`)
    .limit(1);
}

const COLUMNS = [
  'at',
  'person',
  'user',
  'account',
  'reason',
  'ticket',
  'approver',
  'outcome',
] as const satisfies readonly (keyof AccessReportLine)[];

/** A file is passed on without the page: a first line says if sign-ins may be missing. */
export function accessReportCsv({ month, removedEvents, items }: AccessReport): string {
  const lines = items.map((item) => csvLine(COLUMNS.map((column) => item[column])));
  const events = `${formatCount(removedEvents, 'event')} of this month`;
  const verb = removedEvents === 1 ? 'was' : 'were';
  const reason = `${events} ${verb} removed by policy, so sign-ins may be missing.`;
  const note = csvLine([`${month}-01T00:00:00.000Z`, '', '', '', reason, '', '', 'removed']);
  return CSV_START + csvLine(COLUMNS) + (removedEvents > 0 ? note : '') + lines.join('');
}
