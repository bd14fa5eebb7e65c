import type { PasswordRow } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';

/** The rows that were left out, with the reasons; no password has ever come back from the server. */
export function leftOutCsv(rows: readonly PasswordRow[]): (string | number | null)[][] {
  const leftOut = rows.filter(({ message }) => message !== undefined);
  return [
    ['Row', 'User name', 'Reason'],
    ...leftOut.map(({ index, username, message = null }) => [
      index + 1,
      username && shownEmail(username),
      message,
    ]),
  ];
}
