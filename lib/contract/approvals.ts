import { z } from 'zod';
import { accountIdSchema, boundedArray, emailSchema, lineSchema, pageSchema } from './common';
import { changeStates } from './changes';
import { MOST_GRANT_HOURS } from './policy';

export type {
  Approval,
  ApprovalNews,
  ApprovalsNews,
  ApprovalsPage,
  ChangeNews,
  EndCause,
  Person,
} from './answers/approvals';

export const approvalStates = [
  'pending',
  'approved',
  'denied',
  'expired',
  'used',
  'withdrawn',
  'ended',
] as const;
export type ApprovalState = (typeof approvalStates)[number];

export const askApprovalInputSchema = z.strictObject({
  username: emailSchema,
  reason: lineSchema({ min: 0, max: 1_000, label: 'The reason' }).optional(),
  ticket: lineSchema({ min: 0, max: 200, label: 'The ticket' }).optional(),
});
export type AskApprovalInput = z.infer<typeof askApprovalInputSchema>;

export const decideApprovalInputSchema = z.strictObject({
  approve: z.boolean({ error: 'Specify whether you approve: true or false.' }),
  note: lineSchema({ min: 0, max: 500, label: 'The note' }).optional(),
  /** For how long, up to the policy's limit; left out: for one sign-in. */
  hours: z
    .number({ error: 'Specify the hours as a number.' })
    .int()
    .min(1)
    .max(MOST_GRANT_HOURS)
    .optional(),
});
export type DecideApprovalInput = z.infer<typeof decideApprovalInputSchema>;

export const listApprovalsQuerySchema = z.object({
  account: accountIdSchema.optional(),
  /** `settled`: every state except `pending`; `past`: neither pending nor running. */
  state: z.enum([...approvalStates, 'settled', 'past']).optional(),
  /** Only for this customer user. */
  username: emailSchema.optional(),
  page: pageSchema,
  /** `1`: only the person's own, even for those who can see everyone's. */
  mine: z.enum(['1']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});
export type ListApprovalsQuery = z.infer<typeof listApprovalsQuerySchema>;

/** The state is named too: what became of the request meanwhile is still new. */
export const seeNewsInputSchema = z.strictObject({
  seen: boundedArray(
    z.strictObject({ id: z.string().max(64), state: z.enum([...approvalStates, ...changeStates]) }),
    {
      max: 100,
    },
  ),
});
export type SeeNewsInput = z.infer<typeof seeNewsInputSchema>;
