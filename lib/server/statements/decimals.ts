/** Decimals as text, calculated in whole numbers: no binary fraction comes near an amount. */

/** Of `numeric(12, 4)`. */
const PRICE_DIGITS = 4;

type Scaled = { units: bigint; digits: number };

function scaled(text: string): Scaled {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const units = BigInt(`${whole}${fraction}` || '0');
  return { units: sign === '-' ? -units : units, digits: fraction.length };
}

function textOf({ units, digits }: Scaled): string {
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  const point = text.length - digits;
  const whole = text.slice(0, point);
  const sign = units < 0n ? '-' : '';
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(point)}`;
}

function withDigits({ units, digits }: Scaled, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - digits);
}

/** Half up; of what isn't negative. */
function divided(units: bigint, by: bigint): bigint {
  return (units * 2n + by) / (by * 2n);
}

/** How many decimals a currency has: 2 for EUR, none for JPY; 2 without a currency. */
function digitsOf(currency: string | null): number {
  if (currency === null) return 2;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

/** `seats` × `price`, rounded half up to what the currency has: `amountOf('2.4950', 3, 'EUR')` → `7.49`. */
export function amountOf(price: string, seats: number, currency: string | null): string {
  const digits = digitsOf(currency);
  const product = withDigits(scaled(price), PRICE_DIGITS) * BigInt(seats);
  const units =
    digits >= PRICE_DIGITS ? product : divided(product, 10n ** BigInt(PRICE_DIGITS - digits));
  return textOf({ units, digits: Math.min(digits, PRICE_DIGITS) });
}

/** The mean of whole numbers with two decimals, rounded half up. */
export function meanOf(numbers: readonly number[]): string {
  const sum = numbers.reduce((total, number) => total + BigInt(number), 0n);
  return textOf({ units: divided(sum * 100n, BigInt(numbers.length)), digits: 2 });
}

export function addDecimals(one: string, other: string): string {
  const [first, second] = [scaled(one), scaled(other)];
  const digits = Math.max(first.digits, second.digits);
  return textOf({ units: withDigits(first, digits) + withDigits(second, digits), digits });
}

export function subtractDecimals(from: string, other: string): string {
  return addDecimals(from, other.startsWith('-') ? other.slice(1) : `-${other}`);
}

/** A price without zeros that say nothing: `12.5000` → `12.50`. */
export function shownPrice(price: string): string {
  return price.replace(/(\.\d\d\d*?)0+$/, '$1');
}
