import { z } from 'zod';
import { accountIdSchema, searchSchema } from './common';

export const searchQuerySchema = z.object({
  search: searchSchema,
  /** Of which RemotePC and remote.it accounts: an id, or `all`; the default account if left out. */
  users: accountIdSchema.optional(),
  devices: accountIdSchema.optional(),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** What can be searched besides pages and actions. */
const searchedParts = ['users', 'invited', 'customers', 'devices', 'batches', 'members'] as const;
export type SearchedPart = (typeof searchedParts)[number];

/**
 * The first few of each that match. What the person may not see is empty, and nothing says that
 * there is any.
 */
export type Found = {
  users: { accountId: string; username: string; key: string }[];
  /** Invited, and not a user yet. */
  invited: { accountId: string; email: string }[];
  customers: { id: string; name: string }[];
  devices: { accountId: string; id: string; name: string; key: string }[];
  batches: { id: string; name: string | null; total: number; createdAt: string }[];
  members: { id: string; name: string; email: string }[];
  /** What couldn't be searched this time. */
  failed: SearchedPart[];
};
