import { z } from 'zod';
import { MAX_SEATS } from '@/lib/shared/seats';
import { boundedArray, lineSchema, normalizeEmail } from './common';

export const MOST_GRANT_HOURS = 24;
const MAX_HOLD_ABOVE = 50_000;

/** `policy-rules.ts` explains the placeholders. */
const ticketPatternSchema = z
  .string()
  .transform((text) => text.normalize('NFKC').trim())
  .refine((text) => /^[\w#?*./ -]{1,60}$/.test(text), {
    error:
      'A ticket format can have 1 to 60 letters, digits, spaces, and - _ . / where # is a digit, ? is a letter or digit, and * is one or more of either.',
  });

/** One user (`ann@hill.example`), or everyone at a domain and its subdomains (`hill.example`). */
const blockedCustomerSchema = z.string().transform((text, context) => {
  const trimmed = text.trim();
  const domain = trimmed.replace(/^\*?@/, '');
  const email = normalizeEmail(domain.includes('@') ? domain : `x@${domain}`);
  if (email !== null && trimmed.length <= 300) {
    return domain.includes('@') ? email : email.slice('x@'.length);
  }
  context.addIssue({ code: 'custom', message: 'This isn’t an email address or a domain.' });
  return z.NEVER;
});

/**
 * What an administrator sets for an account. Every field has a default, since a stored policy may
 * be older than a field.
 */
export const accountPolicySchema = z.strictObject({
  /** The most computers one invitation may request; null: no limit. */
  maxSeatsPerInvitation: z.number().int().min(0).max(MAX_SEATS).nullable().default(null),
  /**
   * A batch of more people than this waits before sending, so that it can be undone, no matter who
   * creates it; null: only one that was created with `holdSeconds`.
   */
  holdAbove: z.number().int().min(0).max(MAX_HOLD_ABOVE).nullable().default(null),
  // The rest is about signing in as a customer.
  reasonRequired: z.boolean().default(false),
  reasonMinLength: z.number().int().min(1).max(200).default(10),
  /** Offered beside the reason; other words are as good. */
  reasons: boundedArray(lineSchema({ max: 200, label: 'The reason' }), { max: 50 }).default([]),
  /** If set, a matching ticket is required. */
  ticketPattern: ticketPatternSchema.nullable().default(null),
  /** `password`: staff confirm their password at most `STEP_UP_MINUTES` before. */
  stepUp: z.enum(['none', 'password']).default('none'),
  /** `second_person`: someone else approves first. */
  approval: z.enum(['none', 'second_person']).default('none'),
  /** How long an approval for one sign-in can be used. */
  approvalMinutes: z.number().int().min(1).max(1_440).default(15),
  /** For how many hours an approver may allow any number of sign-ins; 0: only for one sign-in. */
  approvalHours: z.number().int().min(0).max(MOST_GRANT_HOURS).default(0),
  blockedCustomers: boundedArray(blockedCustomerSchema, { max: 1_000 }).default([]),
  /**
   * Sign-ins per person per hour; null: no limit. The default is more than anyone needs for their
   * work.
   */
  perHourLimit: z.number().int().min(1).max(1_000).nullable().default(500),
});
export type AccountPolicy = z.infer<typeof accountPolicySchema>;

/** As it is set: no reason is offered that would then be refused as too short. */
export const setAccountPolicySchema = accountPolicySchema.superRefine((policy, context) => {
  const { reasonRequired, reasonMinLength, reasons } = policy;
  if (!reasonRequired) return;
  reasons.forEach((reason, index) => {
    if ([...reason].length >= reasonMinLength) return;
    const message = `The reason must have at least ${reasonMinLength} characters.`;
    context.addIssue({ code: 'custom', path: ['reasons', index], message });
  });
});

export const STEP_UP_MINUTES = 10;
