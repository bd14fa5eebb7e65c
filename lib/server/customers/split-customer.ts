import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import {
  MAX_DOMAINS,
  MAX_RULES,
  ruleKeyOf,
  type PreviewSplitInput,
  type SplitCustomer,
  type SplitCustomerInput,
  type SplitPreview,
  type StoredCustomer,
} from '@/lib/contract/customers';
import { ALL_ACCOUNTS, findAccounts, type Account } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { assign } from '@/lib/server/assignments/assign';
import type { AssignmentFacts } from '@/lib/server/assignments/assignments';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { customers, customerUsers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { assignmentsOf } from '@/lib/server/users/assignments';
import { chooser } from '@/lib/server/users/chosen-users';
import { userList } from '@/lib/server/users/user-list';
import { domainOf } from '@/lib/shared/email/public-domains';
import {
  changedMeanwhile,
  differenceOf,
  fieldsOf,
  lockCustomers,
  nameKeyOf,
  requireAllCustomers,
  requireCustomer,
  requireFree,
  write,
} from './change-customers';
import { isNew, requireAtMost } from './merge-customers';

/** The names in an event: enough for what is done by hand. */
const MOST_RECORDED = 20;
const MOST_NAMED = 100;

/**
 * What a split would move, and what the customer can be split by.
 * @throws DeskError `not_found`; `upstream_unavailable` a list can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function previewSplit(
  actor: Actor,
  id: string,
  part: PreviewSplitInput,
): Promise<SplitPreview> {
  const listed = await readUsers(actor);
  return db().transaction(async (tx) => {
    const source = await requireCustomer(tx, actor, id);
    const users = await usersOf(tx, id, listed);
    const count = (isIn: (user: OwnUser) => boolean) => users.filter(isIn).length;
    return {
      ...{ version: source.version, users: users.length, moved: count(chosenBy(part)) },
      domains: source.domains.map((domain) => ({
        domain,
        users: count(({ username }) => domainOf(username) === domain),
      })),
      rules: source.rules
        .filter((rule) => rule.of === 'users')
        .map((rule) => ({ ...rule, users: count((user) => user.ruleKey === ruleKeyOf(rule)) })),
    };
  });
}

/**
 * Moves some of a customer's domains, rules and users to another customer, or to a new one. Then
 * each user who was chosen, by domain, by rule or by name, belongs to that one, and everyone else
 * still to this one: where domains and rules would now say otherwise, they are assigned by hand.
 * That is so in the accounts that the person may see; in others, domains and rules decide.
 * @throws DeskError `not_found`; `forbidden` a new one, for someone confined to customers;
 * `customer_changed` it was changed since the given version; `invalid_request` into itself, or it
 * has no such domain or rule; `conflict` the name is taken, no one would move, or together they
 * have too much; `upstream_unavailable` a list can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function splitCustomer(
  actor: Actor,
  id: string,
  input: SplitCustomerInput,
): Promise<SplitCustomer> {
  if (input.into === id) throw intoItself();
  const listed = await readUsers(actor);
  return db().transaction(async (tx) => {
    await lockCustomers(tx);
    const source = await requireCustomer(tx, actor, id);
    const { version } = input;
    if (version !== undefined && version !== source.version) throw changedMeanwhile(source);
    requireOwn(source, input);
    const target = await targetOf(tx, actor, input);
    const users = await usersOf(tx, id, listed);
    const moved = users.filter(chosenBy(input));
    if (moved.length + input.domains.length + input.rules.length === 0) throw noOne(source);
    const pair = await moveFields(tx, { source, target }, input);
    await moveAssigned(tx, { from: id, to: target.id }, input.domains);
    await settle(tx, actor, { listed, users, moved: new Set(moved), from: id, to: target.id });
    const isCreated = input.into === undefined;
    await record(tx, actor, { source, target, isCreated, ...pair, users, moved });
    const skipped = skippedIn(input, users);
    return {
      ...{ ...pair, moved: moved.length },
      ...{ skipped: skipped.slice(0, MOST_NAMED), skippedCount: skipped.length },
    };
  });
}

type Listed = { accounts: Account[]; all: { accountId: string; username: string }[] };

/** Before anything is locked: a list may have to be fetched. */
async function readUsers(actor: Actor): Promise<Listed> {
  const accounts = await findAccounts(actor, 'remotepc', ALL_ACCOUNTS).catch((error: unknown) => {
    if (error instanceof DeskError && error.code === 'account_not_found') return [];
    throw error;
  });
  if (accounts.length === 0) return { accounts, all: [] };
  const { items, accountAt, unavailable } = await joinLists('users', accounts, userList);
  const [missing] = unavailable;
  if (missing) {
    throw new DeskError('upstream_unavailable', {
      detail: `The users of ${missing.name} can’t be read, so nothing was split. ${missing.detail}`,
    });
  }
  const all = items.map(({ username }, place) => ({ accountId: accountAt(place), username }));
  return { accounts, all };
}

type OwnUser = { accountId: string; username: string; ruleKey: string | null };

/** Those that belong to the customer now. */
async function usersOf(tx: Transaction, id: string, { accounts, all }: Listed): Promise<OwnUser[]> {
  const assignmentOf = await assignmentsOf(accounts, undefined, tx);
  return all.flatMap((user) => {
    const { customer } = assignmentOf(user);
    return customer?.id === id ? [{ ...user, ruleKey: ruleOf(customer) }] : [];
  });
}

function ruleOf({ source, value = '' }: NonNullable<AssignmentFacts['customer']>): string | null {
  if (source !== 'tag' && source !== 'name') return null;
  return ruleKeyOf({ of: 'users', kind: source, value });
}

function chosenBy({ domains, rules, users }: PreviewSplitInput): (user: OwnUser) => boolean {
  const atDomains = new Set(domains);
  const byRules = new Set<string | null>(rules.map(ruleKeyOf));
  const isNamed = chooser({ users });
  return ({ accountId, username, ruleKey }) =>
    atDomains.has(domainOf(username)) || byRules.has(ruleKey) || isNamed(accountId, username);
}

/** @throws DeskError `invalid_request` */
function requireOwn(source: StoredCustomer, { domains, rules }: SplitCustomerInput): void {
  const keys = new Set(source.rules.map(ruleKeyOf));
  const errors = [
    ...domains.map((domain, at) => ({
      isOwn: source.domains.includes(domain),
      path: `domains[${at}]`,
      message: `${source.name} doesn’t have the domain ${domain}.`,
    })),
    ...rules.map((rule, at) => ({
      isOwn: rule.of === 'users' && keys.has(ruleKeyOf(rule)),
      path: `rules[${at}]`,
      message: `${source.name} has no such rule about users: ${rule.value}.`,
    })),
  ].flatMap(({ isOwn, ...fault }) => (isOwn ? [] : [{ ...fault, code: 'custom' }]));
  const [first] = errors;
  if (first) throw new DeskError('invalid_request', { detail: first.message, errors });
}

/** Creates it, empty, if it is a new one. */
async function targetOf(
  tx: Transaction,
  actor: Actor,
  { into, name = '' }: SplitCustomerInput,
): Promise<StoredCustomer> {
  if (into !== undefined) return requireCustomer(tx, actor, into);
  requireAllCustomers(actor, 'create one');
  const id = createId('cus');
  await requireFree(tx, { id, name, domains: [] });
  const none = { tags: [], rules: [], ownFields: [], externalId: null, note: null };
  const values = { ...none, id, name, pricePerSeat: null, currency: null };
  await tx.insert(customers).values({ ...values, nameKey: nameKeyOf(name) });
  return { ...values, domains: [], version: 1 };
}

type Pair = { from: StoredCustomer; into: StoredCustomer };

/** Domains and rules go over. */
async function moveFields(
  tx: Transaction,
  { source, target }: { source: StoredCustomer; target: StoredCustomer },
  { domains, rules }: SplitCustomerInput,
): Promise<Pair> {
  if (domains.length + rules.length === 0) return { from: source, into: target };
  const keys = new Set(rules.map(ruleKeyOf));
  const moving = source.rules.filter((rule) => keys.has(ruleKeyOf(rule)));
  const from = {
    ...source,
    domains: source.domains.filter((domain) => !domains.includes(domain)),
    rules: source.rules.filter((rule) => !keys.has(ruleKeyOf(rule))),
    version: source.version + 1,
  };
  const into = {
    ...target,
    domains: [...target.domains, ...domains].sort(),
    rules: [...target.rules, ...moving.filter(isNew(target.rules, ruleKeyOf))],
    version: target.version + 1,
  };
  requireAtMost(into.domains.length, MAX_DOMAINS, 'domains');
  requireAtMost(into.rules.length, MAX_RULES, 'rules');
  await write(tx, source, fieldsOf(from));
  await write(tx, target, fieldsOf(into));
  return { from, into };
}

/** Whoever was assigned by hand goes with their domain, also if they aren't listed any more. */
async function moveAssigned(
  tx: Transaction,
  { from, to }: { from: string; to: string },
  domains: readonly string[],
): Promise<void> {
  if (domains.length === 0) return;
  const { customerId, itemId } = customerUsers;
  const isThere = sql`substring(${itemId} from '[^@]*$') = any(${sql.param(domains)}::text[])`;
  await tx
    .update(customerUsers)
    .set({ customerId: to })
    .where(and(eq(customerId, from), isThere));
}

type Settling = {
  listed: Listed;
  /** The customer's, before. */
  users: readonly OwnUser[];
  moved: ReadonlySet<OwnUser>;
  from: string;
  to: string;
};

/** Assigns by hand whoever domains and rules would now put elsewhere. */
async function settle(tx: Transaction, actor: Actor, settling: Settling): Promise<void> {
  const { listed, users, moved, from, to } = settling;
  const assignmentOf = await assignmentsOf(listed.accounts, undefined, tx);
  for (const customerId of [to, from]) {
    const items = users
      .filter((user) => (moved.has(user) ? to : from) === customerId)
      .filter((user) => assignmentOf(user).customer?.id !== customerId)
      .map(({ accountId, username }) => ({ accountId, itemId: username }));
    await assign(tx, actor, customerUsers, items, { customerId });
  }
}

type Done = Pair & {
  source: StoredCustomer;
  target: StoredCustomer;
  isCreated: boolean;
  users: readonly OwnUser[];
  moved: readonly OwnUser[];
};

async function record(tx: Transaction, actor: Actor, done: Done): Promise<void> {
  const { source, target, from, into, users, moved } = done;
  const { id, name } = into;
  if (done.isCreated) {
    const event = { action: 'customer.created', target: name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, ...fieldsOf(into) } }, tx);
  }
  const ofSource = differenceOf(fieldsOf(source), fieldsOf(from));
  const ofTarget = done.isCreated ? null : differenceOf(fieldsOf(target), fieldsOf(into));
  const event = { action: 'customer.split', target: source.name, outcome: 'success' } as const;
  const details = {
    ...{ id: source.id, into: { id, name, ...ofTarget }, moved: moved.length },
    before: { ...ofSource?.before, users: users.length },
    after: { ...ofSource?.after, users: users.length - moved.length },
    ...(moved.length <= MOST_RECORDED && { items: moved.map(({ username }) => username) }),
  };
  await recordEvent(actor, { ...event, details }, tx);
}

/** Of those that were named, whoever wasn't the customer's. */
function skippedIn({ users: named }: SplitCustomerInput, users: readonly OwnUser[]): string[] {
  const own = new Set(users.map(({ accountId, username }) => `${accountId} ${username}`));
  return named
    .filter(({ accountId, username }) => !own.has(`${accountId} ${username}`))
    .map(({ username }) => username);
}

function intoItself(): DeskError {
  return new DeskError('invalid_request', {
    detail: 'A customer can’t be split into itself. Select another one.',
    errors: [{ path: 'into', code: 'custom', message: 'Select another customer.' }],
  });
}

function noOne({ name }: StoredCustomer): DeskError {
  return new DeskError('conflict', {
    detail: `None of these users belongs to ${name} any more, so nothing was split. Select others.`,
  });
}
