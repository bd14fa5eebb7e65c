const NAMES =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `2026-11` → "November 2026". */
export function formatMonth(month: string): string {
  return `${NAMES[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}

/** This month (UTC) and those before it, as `2026-11`. */
export function lastMonths(now: Date, count = 24): string[] {
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return month.toISOString().slice(0, 7);
  });
}
