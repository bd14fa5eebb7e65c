import { z } from 'zod';
import { accountIdSchema, searchSchema } from './common';

export type { Found } from './answers/search';

export const searchQuerySchema = z.object({
  search: searchSchema,
  /** Of which RemotePC and remote.it accounts: an id, or `all`; the default account if left out. */
  users: accountIdSchema.optional(),
  devices: accountIdSchema.optional(),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** What can be searched besides pages and actions. */
export const searchedParts = [
  'users',
  'invited',
  'customers',
  'devices',
  'batches',
  'members',
] as const;
export type SearchedPart = (typeof searchedParts)[number];
