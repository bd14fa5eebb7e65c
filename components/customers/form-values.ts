import type {
  AddCustomerInput,
  CustomerRule,
  OwnField,
  StoredCustomer,
} from '@/lib/contract/customers';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { fieldInWords, rowsIn, ruleInWords, textOfRows } from './row-values';

/** The fields of the form as texts, in their order. */
export const formFields = [
  'name',
  'domains',
  'rules',
  'externalId',
  'pricePerSeat',
  'currency',
  'tags',
  'ownFields',
  'note',
] as const;
export type FormField = (typeof formFields)[number];
export type FormValues = Record<FormField, string>;

export const fieldLabels: Record<FormField, string> = {
  name: 'Name',
  domains: 'Email domains',
  rules: 'Rules',
  externalId: 'External number',
  pricePerSeat: 'Price per seat and month',
  currency: 'Currency',
  tags: 'Tags',
  ownFields: 'Own fields',
  note: 'Note',
};

export const noValues: FormValues = {
  ...{ name: '', domains: '', rules: '', externalId: '', pricePerSeat: '' },
  ...{ currency: '', tags: '', ownFields: '', note: '' },
};

/** A customer as the form shows it. */
export function valuesOf(customer: StoredCustomer): FormValues {
  const { name, domains, externalId, pricePerSeat, currency, tags, note } = customer;
  return {
    name,
    domains: domains.map(shownDomain).join(', '),
    externalId: externalId ?? '',
    pricePerSeat: pricePerSeat === null ? '' : String(pricePerSeat),
    currency: currency ?? '',
    tags: tags.join(', '),
    note: note ?? '',
    rules: textOfRows(customer.rules),
    ownFields: textOfRows(customer.ownFields),
  };
}

/** Why the price can't be sent, if so: JSON has no way to say that it isn't a number. */
export function priceFault({ pricePerSeat }: FormValues): string | undefined {
  const price = inputOf({ ...noValues, pricePerSeat }).pricePerSeat;
  return Number.isNaN(price) ? 'Enter a number, such as 4.50.' : undefined;
}

/** What was typed, as the API takes it. */
export function inputOf(values: FormValues): AddCustomerInput {
  const { name, domains, externalId, pricePerSeat, currency, tags, note } = values;
  const price = pricePerSeat.trim();
  return {
    name,
    domains: partsOf(domains, /[\s,;]+/),
    externalId: externalId.trim() || null,
    pricePerSeat: price === '' ? null : Number(price.replace(',', '.')),
    currency: currency.trim() || null,
    tags: partsOf(tags, /,/),
    note: note.trim() || null,
    rules: rulesIn(values),
    ownFields: ownFieldsIn(values),
  };
}

/** Rows that are left empty are none. */
function rulesIn({ rules }: FormValues): CustomerRule[] {
  return rowsIn<CustomerRule>(rules).filter(({ value }) => value.trim() !== '');
}

function ownFieldsIn({ ownFields }: FormValues): OwnField[] {
  return rowsIn<OwnField>(ownFields).filter(({ name, value }) => (name + value).trim() !== '');
}

/** A value as people read it. */
export function shownValue(field: FormField, values: FormValues): string {
  if (field === 'rules') return rulesIn(values).map(ruleInWords).join(', ');
  if (field === 'ownFields') return ownFieldsIn(values).map(fieldInWords).join(', ');
  return values[field].trim();
}

function partsOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The fields that differ. */
export function changedFields(one: FormValues, other: FormValues): FormField[] {
  return formFields.filter((field) => shownValue(field, one) !== shownValue(field, other));
}
