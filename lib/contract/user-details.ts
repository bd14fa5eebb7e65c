import type { CustomerUser } from './users';

export const USER_KEY = /^usr_[A-Za-z0-9_-]{22}$/;

/** One customer user, with what the list doesn't show. */
export type UserDetails = {
  user: CustomerUser;
  note: string | null;
  /** The last time their address was invited from here; left out for anyone who can't see batches. */
  invitation?: UserInvitation | null;
  /** Others with the same mail domain; null: it's a public one, or no one else has it. */
  sameDomain: SameDomain | null;
};

export type UserInvitation = {
  batchId: string;
  /** Null: the batch has no name. */
  batchName: string | null;
  at: string;
  /** Who invited them, as they are called now; the address of someone who was removed. */
  by: string;
};

export type SameDomain = {
  domain: string;
  /** How many others there are; `users` are the first of them by name. */
  others: number;
  users: Required<Pick<CustomerUser, 'key' | 'username'>>[];
};
