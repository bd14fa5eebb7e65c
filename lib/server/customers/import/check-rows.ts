import 'server-only';
import type { CustomerListColumns, CustomerRow } from '@/lib/contract/customer-lists';
import {
  addCustomerInputSchema,
  type AddCustomerInput,
  type CustomerFields,
  type StoredCustomer,
} from '@/lib/contract/customers';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { tagKeyOf } from '@/lib/shared/tags';
import { differenceOf, fieldsOf, nameKeyOf } from '../change-customers';

/** What a row would do, besides what is shown of it. */
export type CheckedRow = CustomerRow & {
  plan?:
    | { kind: 'create'; fields: AddCustomerInput }
    | { kind: 'update'; before: StoredCustomer; after: CustomerFields };
};

/**
 * What would happen to each row. One that is there already is known by its number or its name: what
 * its cells say replaces what is there, domains, tags and own fields are added, and an empty cell
 * changes nothing. The first valid row of a customer counts.
 */
export function checkRows(
  entries: readonly string[][],
  columns: CustomerListColumns & { headers: readonly string[] },
  known: readonly StoredCustomer[],
): CheckedRow[] {
  const taken = new Taken(known);
  return entries.map((cells, index) => {
    const written = writtenIn(cells, columns);
    const row = { index, name: written.name };
    const input = addCustomerInputSchema.safeParse(written);
    if (!input.success) {
      return { ...row, state: 'fix', message: input.error.issues[0]?.message ?? 'Check this row.' };
    }
    return { ...row, ...taken.take(input.data, index) };
  });
}

type Outcome = Pick<CheckedRow, 'state' | 'message' | 'customerId' | 'plan'>;

/** Names, numbers and domains that are in use: by customers, and by the rows so far. */
class Taken {
  readonly #byName = new Map<string, StoredCustomer>();
  /** Null: several have it. */
  readonly #byNumber = new Map<string, StoredCustomer | null>();
  readonly #byDomain = new Map<string, StoredCustomer>();
  readonly #rowOf = new Map<string, number>();

  constructor(known: readonly StoredCustomer[]) {
    for (const customer of known) {
      const { name, externalId, domains } = customer;
      this.#byName.set(nameKeyOf(name), customer);
      if (externalId !== null) {
        this.#byNumber.set(externalId, this.#byNumber.has(externalId) ? null : customer);
      }
      for (const domain of domains) this.#byDomain.set(domain, customer);
    }
  }

  take(input: AddCustomerInput, index: number): Outcome {
    const named = this.#byName.get(nameKeyOf(input.name));
    const numbered = input.externalId === null ? null : this.#byNumber.get(input.externalId);
    if (named && numbered && named.id !== numbered.id) {
      return fix(
        `The name is that of ${named.name}, and the number that of ${numbered.name}. Correct one of them.`,
      );
    }
    const there = numbered ?? named;
    const owner = input.domains
      .map((domain) => [domain, this.#byDomain.get(domain)] as const)
      .find(([, customer]) => customer && customer.id !== there?.id);
    if (owner) return fix(`${shownDomain(owner[0])} belongs to ${owner[1]?.name}.`);
    const keys = [
      ...(there ? [`id ${there.id}`] : []),
      `name ${nameKeyOf(input.name)}`,
      ...(input.externalId === null ? [] : [`number ${input.externalId}`]),
    ];
    const same = this.#firstRow(keys);
    if (same !== undefined) {
      const message = `Row ${same + 1} has the same customer. That row is used.`;
      return { state: 'repeated', message };
    }
    const domains = input.domains.map((domain) => `domain ${domain}`);
    const row = this.#firstRow(domains);
    if (row !== undefined) return fix(`Row ${row + 1} has one of its domains already.`);
    const outcome = there ? updateOf(there, input) : createOf(input);
    if (outcome.state !== 'fix') {
      for (const key of [...keys, ...domains]) this.#rowOf.set(key, index);
    }
    return outcome;
  }

  #firstRow(keys: readonly string[]): number | undefined {
    return keys.map((key) => this.#rowOf.get(key)).find((row) => row !== undefined);
  }
}

function fix(message: string): Outcome {
  return { state: 'fix', message };
}

function createOf(fields: AddCustomerInput): Outcome {
  return { state: 'new', plan: { kind: 'create', fields } };
}

const FIELD_NAMES: Record<keyof CustomerFields, string> = {
  name: 'name',
  domains: 'domains',
  externalId: 'number',
  tags: 'tags',
  note: 'note',
  pricePerSeat: 'price',
  currency: 'currency',
  rules: 'rules',
  ownFields: 'own fields',
};

function updateOf(before: StoredCustomer, input: AddCustomerInput): Outcome {
  const customerId = before.id;
  // Together they may have too many of something.
  const joined = addCustomerInputSchema.safeParse(withCells(fieldsOf(before), input));
  if (!joined.success) {
    return { ...fix(joined.error.issues[0]?.message ?? 'Check this row.'), customerId };
  }
  const difference = differenceOf(fieldsOf(before), joined.data);
  if (!difference) return { state: 'unchanged', customerId };
  const fields = Object.keys(difference.after) as (keyof CustomerFields)[];
  const message = `Changes: ${fields.map((field) => FIELD_NAMES[field]).join(', ')}`;
  const plan = { kind: 'update', before, after: joined.data } as const;
  return { state: 'update', message, customerId, plan };
}

function withCells(before: CustomerFields, input: AddCustomerInput): CustomerFields {
  const ownKeys = new Map(input.ownFields.map((field) => [tagKeyOf(field.name), field]));
  const changed = before.ownFields.map(({ name, value }) => ({
    ...{ name, value: ownKeys.get(tagKeyOf(name))?.value ?? value },
  }));
  const known = new Set(before.ownFields.map(({ name }) => tagKeyOf(name)));
  return {
    name: input.name,
    domains: [...before.domains, ...input.domains],
    externalId: input.externalId ?? before.externalId,
    tags: [...before.tags, ...input.tags],
    note: input.note ?? before.note,
    pricePerSeat: input.pricePerSeat ?? before.pricePerSeat,
    currency: input.currency ?? before.currency,
    rules: before.rules,
    ownFields: [...changed, ...input.ownFields.filter(({ name }) => !known.has(tagKeyOf(name)))],
  };
}

/** The cells of a row as the API takes a customer. */
function writtenIn(
  cells: readonly string[],
  { kinds, headers }: CustomerListColumns & { headers: readonly string[] },
) {
  const all = (wanted: CustomerListColumns['kinds'][number]) =>
    kinds.flatMap((kind, at) => (kind === wanted ? [cells[at] ?? ''] : []));
  const one = (wanted: CustomerListColumns['kinds'][number]) => all(wanted)[0] || null;
  const price = one('pricePerSeat');
  return {
    name: one('name') ?? '',
    domains: all('domains').flatMap((cell) => partsOf(cell, /[\s,;]+/).map(domainIn)),
    externalId: one('externalId'),
    tags: all('tags').flatMap((cell) => partsOf(cell, /[,;]/)),
    note: one('note'),
    pricePerSeat: price === null ? null : amountIn(price),
    currency: one('currency'),
    ownFields: kinds.flatMap((kind, at) =>
      kind === 'ownField' ? [{ name: headers[at] ?? '', value: cells[at] ?? '' }] : [],
    ),
  };
}

function partsOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Also of a website or an address: `https://www.acme.example/start`, `info@acme.example`. */
function domainIn(text: string): string {
  return text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/[/?#:].*$/, '')
    .replace(/^www\./i, '');
}

/**
 * `1,234.50`, `1.234,50`, `4,5`: the last separator is the decimal one, unless exactly three digits
 * follow a single kind that comes more than once. What isn't a number stays text, which is refused.
 */
function amountIn(text: string): number | string {
  const plain = text.replaceAll(/[\s'’]/g, '');
  const last = Math.max(plain.lastIndexOf(','), plain.lastIndexOf('.'));
  const sign = plain.charAt(last);
  const isGrouping = last !== -1 && plain.indexOf(sign) !== last;
  const whole = isGrouping ? plain : plain.slice(0, last === -1 ? undefined : last);
  const decimals = isGrouping || last === -1 ? '' : `.${plain.slice(last + 1)}`;
  const digits = `${whole.replaceAll(/[,.]/g, '')}${decimals}`;
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : text;
}
