import { batchAccountQuerySchema } from './invitations';
import { pageSchema, pageSizeSchema, searchSchema } from './common';

export type { InvitedPage, InvitedPerson } from './answers/invited';

/** `GET /api/invited`. `search`: any part of the address. */
export const listInvitedQuerySchema = batchAccountQuerySchema.extend({
  search: searchSchema,
  page: pageSchema,
  pageSize: pageSizeSchema,
});
