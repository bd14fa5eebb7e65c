import { formatNumber } from './format';

/** `"1250.50"` → "1,250.50". It stays text: a number would lose zeros and cents. */
export function formatDecimal(decimal: string): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const text = `${formatNumber(Number(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
  return sign === '-' && /[1-9]/.test(text) ? `−${text}` : text;
}

/** "EUR 1,250.50". */
export function formatAmount({
  amount,
  currency,
}: {
  amount: string;
  currency: string | null;
}): string {
  return currency === null ? formatDecimal(amount) : `${currency} ${formatDecimal(amount)}`;
}

/** "+3", "−2", "0". */
export function formatChange(change: number): string {
  return change > 0 ? `+${formatNumber(change)}` : formatNumber(change);
}
