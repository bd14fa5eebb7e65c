import { batchAccountQuerySchema } from './invitations';
import { customersFilterSchema, pageSchema, pageSizeSchema, searchSchema } from './common';

export type { InvitedPage, InvitedPerson } from './answers/invited';

/** `GET /api/invited`. `search`: any part of the address. */
export const listInvitedQuerySchema = batchAccountQuerySchema.extend({
  search: searchSchema,
  /** Who would belong to any of these customers, or to `none`. */
  customer: customersFilterSchema.optional(),
  page: pageSchema,
  pageSize: pageSizeSchema,
});
