import type { CustomerUser } from '@/lib/contract/users';

/** Which user: the same address in two accounts is two users. */
export type UserKey = Pick<CustomerUser, 'accountId' | 'username'>;

/** The key as a text. Account ids have no blanks. */
export function keyOf({ accountId, username }: UserKey): string {
  return `${accountId} ${username}`;
}
