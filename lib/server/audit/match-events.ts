import 'server-only';
import { and, eq, gte, isNull, lt, lte, not, or, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { auditFiltersSchema, type AuditFilters, type AuditOutcome } from '@/lib/contract/audit';
import type { Actor, Scope } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, staffMembers } from '@/lib/server/db/schema';
import { withinScope, withUsersInScope } from '@/lib/server/policies/permissions';
import { actionsSaying, REQUEST_PATTERN } from '@/lib/shared/audit-actions';
import { encodedSearch } from '@/lib/shared/email/shown-email';

/** The table of events, or an alias of it. */
export type Events = Readonly<Record<keyof (typeof auditEvents)['_']['columns'], AnyColumn>>;

export type Viewer = Scope & Pick<Actor, 'id'>;

/**
 * Someone confined to accounts or customers sees the events about their accounts or users, and of
 * those about no account their own. What they did to customers isn't among these: those may not be
 * theirs any more.
 */
export function ofScope(viewer: Viewer, events: Events): SQL | undefined {
  const isOfUser = withUsersInScope(viewer, events.accountId, events.target);
  const isInScope = and(withinScope(viewer, events.accountId), isOfUser);
  if (!isInScope) return undefined;
  const isAboutCustomer = isOfUser && sql`starts_with(${events.action}, 'customer')`;
  return or(
    isInScope,
    and(
      isNull(events.accountId),
      eq(events.actorId, viewer.id),
      isAboutCustomer && not(isAboutCustomer),
    ),
  );
}

const DAY_MS = 86_400_000;
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 0, 1);

/** What events are matched with: the filters of a view, with the people its `actor` and `q` name. */
export type Matched = Omit<AuditFilters, 'actor'> & {
  actors?: readonly Person[];
  named?: readonly Named[];
};
type Person = { id: string; email: string };
type Named = { name: string; email: string };

const filterNames = auditFiltersSchema.keyof().options;

export function hasFilter(filters: AuditFilters): boolean {
  return filterNames.some((name) => Boolean(filters[name]));
}

/** The team members whose name has a part of the search: events have their addresses. */
export async function membersNamed(search: string): Promise<Named[]> {
  const parts = partsOf(search).map((part) => contains(sql`${staffMembers.name}`, part));
  const isNamed = or(...parts);
  if (!isNamed) return [];
  const { name, email } = staffMembers;
  const people = db().select({ name, email }).from(staffMembers).where(isNamed);
  return people.orderBy(email).limit(MOST_NAMED);
}

/** Each is looked for in the index: more than a team has of one name. */
const MOST_NAMED = 200;

/**
 * Who is recorded with this part of an email or this whole id, or has this part of a name now. They
 * are few, and each is found by a step in an index, whatever the length of the log.
 */
export async function actorsNamed(actor: string): Promise<Person[]> {
  const { rows } = await db().execute<Person>(sql`
    with recursive people as (
      (select actor_email, actor_id from audit_events order by 1, 2 limit 1)
      union all
      select next.actor_email, next.actor_id from people, lateral (
        select actor_email, actor_id from audit_events
        where (actor_email, actor_id) > (people.actor_email, people.actor_id)
        order by 1, 2 limit 1) as next
    )
    select actor_id as id, actor_email as email from people
    where actor_id = ${actor} or ${contains(sql`actor_email`, actor)} or actor_id in (
      select id from ${staffMembers} where ${contains(sql`${staffMembers.name}`, actor)})`);
  return rows;
}

/**
 * The condition for the filters of an audit log view. An `action` that ends in a dot matches every action that starts with it, one that begins with
 * a dot every action that ends with it; a `to` without a time includes that day (UTC).
 */
export function matchEvents(filters: Matched, events: Events): SQL | undefined {
  const { id, actors, action, target, targetIs, account, batch, outcome, from, to, q } = filters;
  const { named = [] } = filters;
  return and(
    id ? eq(events.id, id) : undefined,
    actors ? isBy(actors, events) : undefined,
    action ? matchAction(action, events) : undefined,
    target ? matchTarget(target, events) : undefined,
    targetIs ? eq(events.target, targetIs) : undefined,
    account ? eq(events.accountId, account) : undefined,
    outcome ? matchOutcome(outcome, events) : undefined,
    batch ? ofBatch(batch, events) : undefined,
    q ? matchWords(q, named, events) : undefined,
    from ? gte(events.at, moment(from)) : undefined,
    to ? matchEnd(to, events) : undefined,
  );
}

function isBy(people: readonly Person[], { actorId, actorEmail }: Events): SQL {
  if (people.length === 0) return sql`false`;
  const pairs = people.map(({ id, email }) => sql`(${email}, ${id})`);
  return sql`(${actorEmail}, ${actorId}) in (${sql.join(pairs, sql`, `)})`;
}

/** A request has no success of its own; earlier versions recorded one. */
function matchOutcome(outcome: AuditOutcome, events: Events): SQL | undefined {
  const isRequest = sql`${events.action} ~ ${REQUEST_PATTERN}`;
  if (outcome === 'success') return and(eq(events.outcome, outcome), not(isRequest));
  if (outcome === 'unknown') return or(eq(events.outcome, outcome), isRequest);
  return eq(events.outcome, outcome);
}

function matchAction(action: string, events: Events): SQL {
  if (action.endsWith('.')) return sql`starts_with(${events.action}, ${action})`;
  if (action.startsWith('.')) {
    return sql`right(${events.action}, ${action.length}) = ${action}`;
  }
  return eq(events.action, action);
}

/** As typed, and as in the keys of addresses. */
function matchTarget(target: string, events: Events): SQL | undefined {
  const spellings = new Set([target, encodedSearch(target)]);
  return or(
    ...[...spellings].map((spelling) =>
      and(hasTrigrams(spelling, events), contains(events.target, spelling)),
    ),
  );
}

const TRIGRAM = 3;

/** What the index can say: whatever contains the text has each three letters in a row of it. */
function hasTrigrams(text: string, events: Events): SQL | undefined {
  if (BEYOND_ASCII.test(text) || text.length < TRIGRAM) return undefined;
  const small = text.toLowerCase();
  const trigrams = Array.from({ length: small.length - TRIGRAM + 1 }, (_, index) =>
    small.slice(index, index + TRIGRAM),
  );
  return sql`audit_trigrams(${events.target}) @> ${sql.param(trigrams)}::text[] collate "C"`;
}

function matchEnd(to: string, events: Events): SQL {
  if (to.includes('T')) return lte(events.at, moment(to));
  return lt(events.at, moment(to, DAY_MS));
}

const BEYOND_ASCII = /[^\0-\u007f]/;

/**
 * Not LIKE: typed text has no wildcards. Where only letters of ASCII are looked for, only those are
 * made small: in a long log, all others take most of the time.
 */
function contains(column: AnyColumn | SQL, text: string): SQL {
  return BEYOND_ASCII.test(text)
    ? sql`strpos(lower(${column}), lower(${text})) > 0`
    : sql`strpos(lower(${column} collate "C"), ${text.toLowerCase()}) > 0`;
}

/**
 * Everything that was done for a batch, beside what people did to it. From two indexes: with an `or`,
 * PostgreSQL reads the whole log from its end instead.
 */
function ofBatch(batchId: string, events: Events): SQL {
  return sql`${events.sequence} = any(array(
    select part.sequence from audit_events as part where part.details ->> 'batchId' = ${batchId}
    union all
    select part.sequence from audit_events as part
    where part.target = ${batchId} and ${isWorkOnBatch(sql`part.action`)}))`;
}

/** As the index has it. */
export function batchIdInDetails(events: Events): SQL<string | null> {
  return sql`(${events.details} ->> 'batchId')`;
}

export function isWorkOnBatch(action: AnyColumn | SQL): SQL {
  return sql`(${action} like 'batch.chunk\\_%' or ${action} = 'batch.finished')`;
}

const PUNCTUATION = /[\0-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+/;

/**
 * Each part of the search has to be among the event's words, in the text of its action, or in the
 * name of a team member whose address is among the words. A part matches from the start of a word:
 * `HD-12` finds `HD-1234`. `audit_words` in the migrations is what
 * is searched; its index makes this fast.
 */
function matchWords(search: string, named: readonly Named[], events: Events): SQL | undefined {
  const parts = partsOf(search);
  if (parts.length === 0) return sql`false`;
  // The longest is the rarest as a rule: where it isn’t found, the others aren’t looked for.
  const longestFirst = parts.sort((one, other) => other.length - one.length);
  return and(
    ...longestFirst.map((part) =>
      or(
        ...textMatches([part, ...addressesOf(part, named)], events),
        saysIt(part, events),
        eq(events.requestId, part),
        ACTION.test(part) ? eq(events.action, part) : undefined,
      ),
    ),
  );
}

const ACTION = /^[a-z_]+\.[a-z_]+$/;

function partsOf(search: string): string[] {
  return search.split(/\s+/).filter((part) => wordsOf(part).length > 0);
}

function addressesOf(part: string, named: readonly Named[]): string[] {
  const wanted = ` ${part.toLowerCase()}`;
  return named.flatMap(({ name, email }) =>
    ` ${name.toLowerCase()}`.includes(wanted) ? [email] : [],
  );
}

function textMatches(texts: readonly string[], events: Events): SQL[] {
  const { action, target, actorEmail, reason, ticket, ip, details } = events;
  const words = sql`audit_words(${action}, ${target}, ${actorEmail}, ${reason}, ${ticket}, ${ip}, ${details})`;
  // As typed, and as in the keys of addresses.
  const spellings = new Set(texts.flatMap((text) => [text, encodedSearch(text)]));
  return [...spellings].map(
    (spelling) => sql`${words} @@ to_tsquery('pg_catalog.simple', ${phrase(wordsOf(spelling))})`,
  );
}

function saysIt(part: string, events: Events): SQL | undefined {
  const said = actionsSaying(part);
  const ofOutcome = (outcome: AuditOutcome | null) =>
    said.filter((each) => each.outcome === outcome).map(({ action }) => action);
  const matches = (['success', 'failure', 'denied', 'unknown'] as const).flatMap((outcome) => {
    const actions = ofOutcome(outcome);
    return actions.length > 0 ? [and(isOneOf(events, actions), eq(events.outcome, outcome))] : [];
  });
  const always = ofOutcome(null);
  return or(always.length > 0 ? isOneOf(events, always) : undefined, ...matches);
}

function isOneOf({ action }: Events, actions: readonly string[]): SQL {
  return sql`${action} = any(${sql.param(actions)}::text[])`;
}

/** Split as `audit_words` splits: what is left has no quotes and no operators. */
function wordsOf(text: string): string[] {
  return text.split(PUNCTUATION).filter((word) => word !== '');
}

function phrase(words: readonly string[]): string {
  return words
    .map((word, index) => `'${word}'${index === words.length - 1 ? ':*' : ''}`)
    .join(' <-> ');
}

/** PostgreSQL rejects the year 0 and five-digit years, which ISO text allows. */
function moment(text: string, addMs = 0): Date {
  const ms = Date.parse(text) + addMs;
  return new Date(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS));
}
