import { z } from 'zod';
import { accountIdSchema, emailSchema, lineSchema, pageSchema } from './common';

export const approvalStates = ['pending', 'approved', 'denied', 'expired', 'used'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** A second person's approval of one sign-in as a customer, from request to use. */
export type Approval = {
  id: string;
  accountId: string;
  username: string;
  reason: string | null;
  ticket: string | null;
  state: ApprovalState;
  /** `invitedBy`: who created the last link with which they could set a password. */
  askedBy: { id: string; email: string; invitedBy?: { id: string; email: string } };
  askedAt: string;
  decidedBy: { id: string; email: string } | null;
  decidedAt: string | null;
  note: string | null;
  /** Until when it can be decided or, once approved, used. */
  expiresAt: string;
  usedAt: string | null;
  isMine: boolean;
  mayDecide: boolean;
};

export const askApprovalInputSchema = z.strictObject({
  username: emailSchema,
  reason: lineSchema({ min: 0, max: 1_000, label: 'The reason' }).optional(),
  ticket: lineSchema({ min: 0, max: 200, label: 'The ticket' }).optional(),
});
export type AskApprovalInput = z.infer<typeof askApprovalInputSchema>;

export const decideApprovalInputSchema = z.strictObject({
  approve: z.boolean({ error: 'Specify whether you approve: true or false.' }),
  note: lineSchema({ min: 0, max: 500, label: 'The note' }).optional(),
});
export type DecideApprovalInput = z.infer<typeof decideApprovalInputSchema>;

export const listApprovalsQuerySchema = z.object({
  account: accountIdSchema.optional(),
  /** `settled`: every state except `pending`. */
  state: z.enum([...approvalStates, 'settled']).optional(),
  /** Only for this customer user. */
  username: emailSchema.optional(),
  page: pageSchema,
  /** `1`: only the person's own, even for those who can see everyone's. */
  mine: z.enum(['1']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});
export type ListApprovalsQuery = z.infer<typeof listApprovalsQuerySchema>;

/**
 * `total` counts all matches, beyond the page; `toDecide` counts the pending ones this person may
 * decide.
 */
export type ApprovalsPage = { items: Approval[]; total: number; toDecide: number };
