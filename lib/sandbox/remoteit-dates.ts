/** `2023-05-04T08:12:02.19-04:00`: Eastern time, the fraction without trailing zeros. */
export function toWireInstant(date: Date): string {
  const offsetMinutes = easternOffsetMinutes(date);
  const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString();
  const seconds = local.slice(0, 19);
  const fraction = local.slice(19, -1).replace(/\.?0+$/, '');
  const hours = String(Math.abs(offsetMinutes) / 60).padStart(2, '0');
  return `${seconds}${fraction}${offsetMinutes < 0 ? '-' : '+'}${hours}:00`;
}

/** `1/15/2021T6:20 PM`: Eastern time again, without saying so. */
export function toWireRequested(date: Date): string {
  const local = new Date(date.getTime() + easternOffsetMinutes(date) * 60_000);
  const day = `${local.getUTCMonth() + 1}/${local.getUTCDate()}/${local.getUTCFullYear()}`;
  const hour = local.getUTCHours();
  const minutes = String(local.getUTCMinutes()).padStart(2, '0');
  return `${day}T${hour % 12 || 12}:${minutes} ${hour < 12 ? 'AM' : 'PM'}`;
}

const eastern = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  timeZoneName: 'longOffset',
});

function easternOffsetMinutes(date: Date): number {
  const zone = eastern.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours] = /GMT([+-])(\d\d)/.exec(zone ?? '') ?? [];
  return Number(hours ?? 0) * (sign === '-' ? -60 : 60);
}
