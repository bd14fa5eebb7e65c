import { z } from 'zod';
import { accountIdSchema, boundedArray, emailSchema, lineSchema, pageSchema } from './common';
import { changeStates, type ChangeState } from './changes';
import { MOST_GRANT_HOURS } from './policy';

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

/** A team member. Lists have the name too, unless the person was removed. */
export type Person = { id: string; email: string; name?: string };

/** A second person's approval of signing in as a customer, from request to use. */
export type Approval = {
  id: string;
  accountId: string;
  username: string;
  reason: string | null;
  ticket: string | null;
  state: ApprovalState;
  /** `invitedBy`: who created the last link with which they could set a password. */
  askedBy: Person & { invitedBy?: Person };
  askedAt: string;
  decidedBy: Person | null;
  decidedAt: string | null;
  note: string | null;
  /** Until when it can be decided or, once approved, used. */
  expiresAt: string;
  /** For how many hours it was granted; null: for one sign-in. */
  hours: number | null;
  /** The sign-ins that used it. */
  uses: number;
  usedAt: string | null;
  /** Who or what ended it before its time; `because` null: a person did. */
  ended: { at: string; by: Person; because: EndCause | null } | null;
  isMine: boolean;
  mayDecide: boolean;
  /** It's running, and this person may end it. */
  mayEnd: boolean;
};

/** What ends requests and grants without anyone deciding about them. */
export type EndCause = 'disabled' | 'role' | 'scope' | 'policy';

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

/**
 * `total` counts all matches, beyond the page; `toDecide` counts the pending ones this person may
 * decide.
 */
export type ApprovalsPage = { items: Approval[]; total: number; toDecide: number };

/** What the asker of a request hasn't seen yet: that it was decided, or that it ran out. */
export type ApprovalNews = {
  id: string;
  state: 'approved' | 'denied' | 'expired' | 'ended';
  accountId: string;
  username: string;
  hours: number | null;
  expiresAt: string;
  /** Who decided or ended it, by name; null: time did. */
  by: string | null;
  note: string | null;
};

/** For the navigation on every page, so it's cheap: counts, and what is new for this person. */
export type ApprovalsNews = {
  /** Pending requests that this person can see, and those that they may decide. */
  waiting: number;
  toDecide: number;
  /** Their own that may change at any moment: pending, or granted. */
  own: number;
  news: ApprovalNews[];
  changes: ChangeNews[];
};

/** The same about a change of a setting that the person asked for. */
export type ChangeNews = {
  id: string;
  state: ChangeState;
  targetName: string;
  by: string | null;
  note: string | null;
};

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
