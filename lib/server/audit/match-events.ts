import 'server-only';
import { and, eq, gte, lt, lte, not, or, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { auditEvents } from '@/lib/server/db/schema';
import type { AuditFilters, AuditOutcome } from '@/lib/contract/audit';
import { REQUEST_PATTERN } from '@/lib/shared/audit-actions';
import { encodedSearch } from '@/lib/shared/email/shown-email';

const DAY_MS = 86_400_000;
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 0, 1);

/**
 * The condition that the filters of an activity view make. `actor` is any part of the e-mail or the
 * whole id; `action` ending in a dot means every action that begins so, beginning with one every
 * action that ends so; a `to` without a clock includes that day (UTC).
 */
export function matchEvents(filters: AuditFilters): SQL | undefined {
  const { id, actor, action, target, targetIs, outcome, from, to } = filters;
  return and(
    id ? eq(auditEvents.id, id) : undefined,
    actor ? or(eq(auditEvents.actorId, actor), contains(auditEvents.actorEmail, actor)) : undefined,
    action ? matchAction(action) : undefined,
    target ? matchTarget(target) : undefined,
    targetIs ? eq(auditEvents.target, targetIs) : undefined,
    outcome ? matchOutcome(outcome) : undefined,
    from ? gte(auditEvents.at, moment(from)) : undefined,
    to ? matchEnd(to) : undefined,
  );
}

/** What was only asked for has no success of its own; earlier versions recorded one. */
function matchOutcome(outcome: AuditOutcome): SQL | undefined {
  const isRequest = sql`${auditEvents.action} ~ ${REQUEST_PATTERN}`;
  if (outcome === 'success') return and(eq(auditEvents.outcome, outcome), not(isRequest));
  if (outcome === 'unknown') return or(eq(auditEvents.outcome, outcome), isRequest);
  return eq(auditEvents.outcome, outcome);
}

function matchAction(action: string): SQL {
  if (action.endsWith('.')) return sql`starts_with(${auditEvents.action}, ${action})`;
  if (action.startsWith('.')) {
    return sql`right(${auditEvents.action}, ${action.length}) = ${action}`;
  }
  return eq(auditEvents.action, action);
}

/** As it was typed, and as the keys of addresses have it. */
function matchTarget(target: string): SQL | undefined {
  const encoded = encodedSearch(target);
  const typed = contains(auditEvents.target, target);
  return encoded === target ? typed : or(typed, contains(auditEvents.target, encoded));
}

function matchEnd(to: string): SQL {
  if (to.includes('T')) return lte(auditEvents.at, moment(to));
  return lt(auditEvents.at, moment(to, DAY_MS));
}

/** Not LIKE: what a person types has no wildcards. */
function contains(column: AnyColumn, text: string): SQL {
  return sql`strpos(lower(${column}), lower(${text})) > 0`;
}

/** PostgreSQL refuses the year 0 and years of five digits, which ISO text can name. */
function moment(text: string, addMs = 0): Date {
  const ms = Date.parse(text) + addMs;
  return new Date(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS));
}
