import 'server-only';
import { sql } from 'drizzle-orm';
import type {
  AcceptedSuggestions,
  AcceptSuggestionsInput,
  CustomerSuggestion,
  CustomerSuggestions,
} from '@/lib/contract/customers';
import { ALL_ACCOUNTS, findAccounts } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { customerDomains, customers } from '@/lib/server/db/schema';
import { assignmentsOf } from '@/lib/server/users/assignments';
import { userList } from '@/lib/server/users/user-list';
import { ownDomainOf } from '@/lib/shared/email/public-domains';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { lockCustomers, nameKeyOf, requireAllCustomers } from './change-customers';

/** More wouldn't fit into a page; accepting all takes the others, too. */
const MOST_LISTED = 1_000;

/**
 * Companies that the domains of users without a customer suggest, those with the most users first;
 * of all accounts that the person may see.
 * @throws DeskError `account_not_found`
 * @throws UpstreamError if no list was ever read
 */
export async function suggestCustomers(actor: Actor): Promise<CustomerSuggestions> {
  const found = await findDomains(actor);
  const taken = await db().select({ nameKey: customers.nameKey }).from(customers);
  const items = named(found, new Set(taken.map(({ nameKey }) => nameKey)));
  return { items: items.slice(0, MOST_LISTED), total: items.length };
}

/**
 * Creates a customer for each of these domains, named as suggested: in one transaction, with an
 * event each. Domains that aren't suggested any more are left out and named.
 * @throws as `suggestCustomers`; DeskError `forbidden`
 */
export async function acceptSuggestions(
  actor: Actor,
  input: AcceptSuggestionsInput,
): Promise<AcceptedSuggestions> {
  requireAllCustomers(actor, 'create one');
  const found = await findDomains(actor);
  const created = await db().transaction(async (tx) => {
    await lockCustomers(tx);
    const free = await withoutTaken(tx, found);
    const taken = await tx.select({ nameKey: customers.nameKey }).from(customers);
    const suggested = named(free, new Set(taken.map(({ nameKey }) => nameKey)));
    const wanted = input.domains && new Set(input.domains);
    const chosen = suggested.filter(({ domain }) => wanted?.has(domain) ?? true);
    return insert(tx, actor, chosen);
  });
  const domains = new Set(created.map(({ domain }) => domain));
  return { created, skipped: (input.domains ?? []).filter((domain) => !domains.has(domain)) };
}

type Found = Omit<CustomerSuggestion, 'name'>;

async function findDomains(actor: Actor): Promise<Found[]> {
  const accounts = await findAccounts(actor, 'remotepc', ALL_ACCOUNTS);
  const [{ items, accountAt }, assignmentOf] = await Promise.all([
    joinLists('users', accounts, userList),
    assignmentsOf(accounts),
  ]);
  const byDomain = new Map<string, Found>();
  items.forEach(({ username, seats }, place) => {
    const domain = ownDomainOf(username);
    if (domain === null) return;
    const facts = assignmentOf({ accountId: accountAt(place), username });
    // Someone said that they belong to no customer, or rules of several find them.
    if (facts.customer !== null || facts.isCustomerByHand || facts.severalCustomers) return;
    const known = byDomain.get(domain) ?? { domain, users: 0, seats: 0 };
    known.users += 1;
    known.seats += seats ?? 0;
    byDomain.set(domain, known);
  });
  return [...byDomain.values()].sort(
    (one, other) => other.users - one.users || (one.domain < other.domain ? -1 : 1),
  );
}

/** A customer may have got the domain since the assignments were read. */
async function withoutTaken(tx: Transaction, found: readonly Found[]): Promise<Found[]> {
  const domains = sql.param(found.map(({ domain }) => domain));
  const rows = await tx
    .select({ domain: customerDomains.domain })
    .from(customerDomains)
    .where(sql`${customerDomains.domain} = any(${domains}::text[])`);
  const taken = new Set(rows.map(({ domain }) => domain));
  return found.filter(({ domain }) => !taken.has(domain));
}

/** Where a name is taken, the domain is the name. */
function named(found: readonly Found[], takenKeys: ReadonlySet<string>): CustomerSuggestion[] {
  const taken = new Set(takenKeys);
  return found.flatMap(({ domain, ...counts }) => {
    const name = [nameOf(domain), shownDomain(domain), domain].find(
      (one) => !taken.has(nameKeyOf(one)),
    );
    if (name === undefined) return [];
    taken.add(nameKeyOf(name));
    return [{ domain, name, ...counts }];
  });
}

/** Before a country, as in `co.uk`. */
const SECOND_LEVELS = new Set(
  'ac co com edu gob gov gouv ltd me net ne nhs or org plc sch'.split(' '),
);

/** `north-wind.co.uk` → North Wind. */
function nameOf(domain: string): string {
  const labels = shownDomain(domain).split('.');
  const isCountry = labels.length > 2 && labels.at(-1)?.length === 2;
  const place = isCountry && SECOND_LEVELS.has(labels.at(-2) ?? '') ? -3 : -2;
  const words = (labels.at(place) ?? domain).split(/[-_]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || domain;
}

async function insert(
  tx: Transaction,
  actor: Actor,
  chosen: readonly CustomerSuggestion[],
): Promise<AcceptedSuggestions['created']> {
  const created = chosen.map(({ domain, name }) => ({ id: createId('cus'), name, domain }));
  const column = (values: string[]) => sql`${sql.param(values)}::text[]`;
  const ids = column(created.map(({ id }) => id));
  const names = column(created.map(({ name }) => name));
  const keys = column(created.map(({ name }) => nameKeyOf(name)));
  const domains = column(created.map(({ domain }) => domain));
  await tx.execute(sql`
    insert into customers (id, name, name_key, tags)
    select id, name, name_key, '{}'::text[] from unnest(${ids}, ${names}, ${keys}) as one (id, name, name_key)`);
  await tx.execute(sql`
    insert into customer_domains (domain, customer_id)
    select domain, id from unnest(${domains}, ${ids}) as one (domain, id)`);
  await recordEvents(
    actor,
    created.map(({ id, name, domain }) => ({
      action: 'customer.created',
      target: name,
      outcome: 'success' as const,
      details: { id, name, domains: [domain] },
    })),
    tx,
  );
  return created;
}
