import type { CustomerUser } from '@/lib/schemas/users';
import { csvText } from './csv-text';

/** The chosen rows as a file. */
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
  return csvText([head, ...rows]);
}
