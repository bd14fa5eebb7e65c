import 'server-only';
import { eq } from 'drizzle-orm';
import {
  MAX_DOMAINS,
  MAX_NOTE,
  MAX_OWN_FIELDS,
  MAX_RULES,
  ruleKeyOf,
  type CustomerFields,
  type OwnField,
  type StoredCustomer,
} from '@/lib/contract/customers';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { customerDevices, customerDomains, customers, customerUsers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { formatNumber } from '@/lib/shared/format';
import { MAX_TAGS, tagKeyOf } from '@/lib/shared/tags';
import { differenceOf, fieldsOf, lockCustomers, requireCustomer, write } from './change-customers';

/**
 * Moves everything of a customer to another one, and deletes it: domains, users and devices that
 * were assigned by hand, rules, tags, the note, own fields; number, price and currency where the other has none.
 * @param from is deleted
 * @throws DeskError `not_found`; `invalid_request` into itself; `conflict` together they have too
 * much of something
 */
export async function mergeCustomers(
  actor: Actor,
  from: string,
  into: string,
): Promise<StoredCustomer> {
  if (from === into) {
    throw new DeskError('invalid_request', {
      detail: 'A customer can’t be merged into itself. Select another one.',
      errors: [{ path: 'into', code: 'custom', message: 'Select another customer.' }],
    });
  }
  return db().transaction(async (tx) => {
    await lockCustomers(tx);
    const source = await requireCustomer(tx, actor, from);
    const target = await requireCustomer(tx, actor, into);
    const after = joined(fieldsOf(target), fieldsOf(source));
    await moveAll(tx, from, into);
    await tx.delete(customers).where(eq(customers.id, from));
    // The domains are there already.
    await write(tx, { id: into, domains: after.domains }, after);
    const event = { action: 'customer.merged', target: target.name, outcome: 'success' } as const;
    const details = {
      ...{ id: into, from: { ...fieldsOf(source), id: from } },
      ...differenceOf(fieldsOf(target), after),
    };
    await recordEvent(actor, { ...event, details }, tx);
    return { ...after, id: into, version: target.version + 1 };
  });
}

async function moveAll(tx: Transaction, from: string, into: string): Promise<void> {
  for (const table of [customerDomains, customerUsers, customerDevices]) {
    await tx.update(table).set({ customerId: into }).where(eq(table.customerId, from));
  }
}

function joined(target: CustomerFields, source: CustomerFields): CustomerFields {
  const tags = [...target.tags, ...source.tags.filter(isNew(target.tags, tagKeyOf))];
  const domains = [...target.domains, ...source.domains].sort();
  const rules = [...target.rules, ...source.rules.filter(isNew(target.rules, ruleKeyOf))];
  const nameOf = ({ name }: OwnField) => tagKeyOf(name);
  const ownFields = [
    ...target.ownFields,
    ...source.ownFields.filter(isNew(target.ownFields, nameOf)),
  ];
  const note = [target.note, source.note].filter((text) => text !== null).join('\n\n') || null;
  requireAtMost(tags.length, MAX_TAGS, 'tags');
  requireAtMost(domains.length, MAX_DOMAINS, 'domains');
  requireAtMost(rules.length, MAX_RULES, 'rules');
  requireAtMost(ownFields.length, MAX_OWN_FIELDS, 'fields of your own');
  requireAtMost(note?.length ?? 0, MAX_NOTE, 'characters of notes');
  return {
    ...{ name: target.name, domains, tags, note, rules, ownFields },
    externalId: target.externalId ?? source.externalId,
    // A price means nothing without its currency.
    ...(target.pricePerSeat === null && target.currency === null
      ? { pricePerSeat: source.pricePerSeat, currency: source.currency }
      : { pricePerSeat: target.pricePerSeat, currency: target.currency }),
  };
}

export function isNew<T>(known: readonly T[], keyOf: (item: T) => string): (item: T) => boolean {
  const keys = new Set(known.map(keyOf));
  return (item) => !keys.has(keyOf(item));
}

export function requireAtMost(count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new DeskError('conflict', {
    detail: `Together they have ${formatNumber(count)} ${what}, and a customer can have at most ${formatNumber(most)}. Remove some first.`,
  });
}
