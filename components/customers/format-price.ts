import { formatNumber } from '@/lib/shared/format';

/** "EUR 4.50", "EUR 1,200", "4.5" where no currency is set. */
export function formatPrice(price: number, currency: string | null): string {
  const [whole, fraction = ''] = String(price).split('.');
  const shown = formatNumber(Number(whole));
  const text = fraction === '' ? shown : `${shown}.${fraction.padEnd(2, '0')}`;
  return currency === null ? text : `${currency} ${text}`;
}
