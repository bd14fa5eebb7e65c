import type { CustomerRule, OwnField } from '@/lib/contract/customers';

/** The kinds of rules, as the form offers them. */
export const ruleKinds = [
  { of: 'users', kind: 'tag', label: 'Users with the tag' },
  { of: 'users', kind: 'name', label: 'Users whose address contains' },
  { of: 'devices', kind: 'tag', label: 'Devices with the tag' },
  { of: 'devices', kind: 'name', label: 'Devices whose name contains' },
] as const;

/** "Users with the tag “VIP”"; a text with an asterisk is the whole name. */
export function ruleInWords({ of, kind, value }: CustomerRule): string {
  const label = ruleKinds.find((one) => one.of === of && one.kind === kind)?.label ?? '';
  return `${value.includes('*') ? label.replace('contains', 'is like') : label} “${value}”`;
}

export function fieldInWords({ name, value }: OwnField): string {
  return `${name}: ${value}`;
}

/** The form keeps each field as a text, rows too. */
export function rowsIn<Row>(text: string): Row[] {
  return text === '' ? [] : (JSON.parse(text) as Row[]);
}

export function textOfRows(rows: readonly unknown[]): string {
  return rows.length === 0 ? '' : JSON.stringify(rows);
}
