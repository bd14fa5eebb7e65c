import type { CustomerUser } from '@/lib/schemas/users';

/** Without this mark Excel takes UTF-8 for the local code page. */
const START = '\ufeff';
/** What a spreadsheet may take for a formula, also behind blanks and in its full-width forms. */
const FORMULA = /^[\s\p{Cf}]*'*[=+\-@＝＋－＠]/u;

/** The chosen rows as a file, like the server's export: no cell of it can run as a formula. */
export function usersCsv(users: readonly CustomerUser[]): string {
  const head = ['E-mail', 'Seats', 'Used', 'State', 'Created', 'Password stored'];
  const rows = users.map((user) => [
    user.username,
    user.seats,
    user.seatsUsed,
    user.isActive === null ? null : user.isActive ? 'Active' : 'Inactive',
    user.createdOn,
    user.hasStoredPassword ? 'yes' : 'no',
  ]);
  return START + [head, ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
