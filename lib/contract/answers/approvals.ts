import { z } from 'zod';
import { momentSchema } from './moments';
import { approvalStates } from '../approvals';
import { changeStates } from '../changes';

export const personSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
  })
  .meta({
    id: 'Person',
    description: 'A team member. Lists have the name too, unless the person was removed.',
  });
export type Person = z.infer<typeof personSchema>;

export const endCauseSchema = z.enum(['disabled', 'role', 'scope', 'policy']).meta({
  id: 'EndCause',
  description: 'What ends requests and grants without anyone deciding about them.',
});
export type EndCause = z.infer<typeof endCauseSchema>;

export const approvalSchema = z
  .object({
    id: z.string(),
    accountId: z.string(),
    username: z.string(),
    reason: z.string().nullable(),
    ticket: z.string().nullable(),
    state: z.enum(approvalStates),
    askedBy: personSchema
      .extend({
        invitedBy: personSchema.optional(),
      })
      .describe('`invitedBy`: who created the last link with which they could set a password.'),
    askedAt: momentSchema,
    decidedBy: personSchema.nullable(),
    decidedAt: momentSchema.nullable(),
    note: z.string().nullable(),
    expiresAt: momentSchema.describe('Until when it can be decided or, once approved, used.'),
    hours: z.int().nullable().describe('For how many hours it was granted; null: for one sign-in.'),
    uses: z.int().describe('The sign-ins that used it.'),
    usedAt: momentSchema.nullable(),
    ended: z
      .object({
        at: momentSchema,
        by: personSchema,
        because: endCauseSchema.nullable(),
      })
      .nullable()
      .describe('Who or what ended it before its time; `because` null: a person did.'),
    isMine: z.boolean(),
    mayDecide: z.boolean(),
    mayEnd: z.boolean().describe("It's running, and this person may end it."),
  })
  .meta({
    id: 'Approval',
    description: "A second person's approval of signing in as a customer, from request to use.",
  });
export type Approval = z.infer<typeof approvalSchema>;

export const approvalsPageSchema = z
  .object({
    items: z.array(approvalSchema),
    total: z.int(),
    toDecide: z.int(),
  })
  .meta({
    id: 'ApprovalsPage',
    description:
      '`total` counts all matches, beyond the page; `toDecide` counts the pending ones this person may decide.',
  });
export type ApprovalsPage = z.infer<typeof approvalsPageSchema>;

export const approvalNewsSchema = z
  .object({
    id: z.string(),
    state: z.enum(['approved', 'denied', 'expired', 'ended']),
    accountId: z.string(),
    username: z.string(),
    hours: z.int().nullable(),
    expiresAt: momentSchema,
    by: z.string().nullable().describe('Who decided or ended it, by name; null: time did.'),
    note: z.string().nullable(),
  })
  .meta({
    id: 'ApprovalNews',
    description:
      "What the asker of a request hasn't seen yet: that it was decided, or that it ran out.",
  });
export type ApprovalNews = z.infer<typeof approvalNewsSchema>;

export const changeNewsSchema = z
  .object({
    id: z.string(),
    state: z.enum(changeStates),
    targetName: z.string(),
    by: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({
    id: 'ChangeNews',
    description: 'The same about a change of a setting that the person asked for.',
  });
export type ChangeNews = z.infer<typeof changeNewsSchema>;

export const approvalsNewsSchema = z
  .object({
    waiting: z
      .int()
      .describe('Pending requests that this person can see, and those that they may decide.'),
    toDecide: z.int(),
    own: z.int().describe('Their own that may change at any moment: pending, or granted.'),
    news: z.array(approvalNewsSchema),
    changes: z.array(changeNewsSchema),
  })
  .meta({
    id: 'ApprovalsNews',
    description:
      "For the navigation on every page, so it's cheap: counts, and what is new for this person.",
  });
export type ApprovalsNews = z.infer<typeof approvalsNewsSchema>;
