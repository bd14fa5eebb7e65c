import { batchAccountQuerySchema } from './invitations';
import type { UnavailableAccount } from './accounts';
import { pageSchema, pageSizeSchema, searchSchema } from './common';

/** `GET /api/invited`. `search`: any part of the address. */
export const listInvitedQuerySchema = batchAccountQuerySchema.extend({
  search: searchSchema,
  page: pageSchema,
  pageSize: pageSizeSchema,
});

/** Someone who was invited and isn't a user of that account yet, with their latest invitation. */
export type InvitedPerson = {
  accountId: string;
  email: string;
  /** `already_invited`: RemotePC had an earlier invitation of theirs open. */
  status: 'invited' | 'already_invited';
  seats: number;
  at: string;
  /** Who invited them, as they are called now; the address of someone who was removed. */
  by: string;
  batchId: string;
  /** Null: the batch has no name. */
  batchName: string | null;
};

export type InvitedPage = {
  items: InvitedPerson[];
  total: number;
  page: number;
  pageSize: number;
  /** Of several accounts, those whose users aren't known: their people are missing here. */
  unavailable?: UnavailableAccount[];
};
