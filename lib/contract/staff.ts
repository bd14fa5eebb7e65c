import { z } from 'zod';
import { MIN_STAFF_PASSWORD_LENGTH } from '@/lib/shared/wire';
import {
  accountIdSchema,
  boundedArray,
  emailSchema,
  lineSchema,
  passwordTextSchema,
} from './common';

export const roles = ['viewer', 'technician', 'manager', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** A staff member as others may see them. */
export type StaffMember = {
  id: string;
  email: string;
  name: string;
  role: Role;
  isDisabled: boolean;
  hasPassword: boolean;
  createdAt: string;
  lastSeenAt: string | null;
  /** The vendor accounts they may see; null: all. */
  accountIds: string[] | null;
  /** Until when their link for setting a password works; null if there is none. */
  linkExpiresAt: string | null;
};

/** A staff member as they see themselves. */
export type Profile = { id: string; email: string; name: string; role: Role };

/** A browser in which a person is signed in. */
export type SessionFacts = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  ip: string | null;
  userAgent: string | null;
  /** Whether it is the caller's own session. */
  isCurrent: boolean;
};

/** The person a one-time setup link is for. */
export type SetUpInvitation = { isFirst: true } | { isFirst: false; email: string; name: string };

/** NIST SP 800-63B-4: at least 15 characters if it is the only factor, and no composition rules. */
export const newStaffPasswordSchema = passwordTextSchema.refine(
  (text) => [...text.normalize('NFKC')].length >= MIN_STAFF_PASSWORD_LENGTH,
  { error: `The password must have at least ${MIN_STAFF_PASSWORD_LENGTH} characters.` },
);

const nameSchema = lineSchema({ max: 100, label: 'The name' });

export const setUpInputSchema = z.strictObject({
  token: z.string().min(1).max(200),
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  password: newStaffPasswordSchema,
});
export type SetUpInput = z.infer<typeof setUpInputSchema>;

/** Null: every account, also those added later. */
const accountIdsSchema = boundedArray(accountIdSchema, { max: 1_000 })
  .transform((ids) => [...new Set(ids)].sort())
  .nullable();

export const inviteStaffInputSchema = z.strictObject({
  email: emailSchema,
  name: nameSchema,
  role: z.enum(roles),
  accountIds: accountIdsSchema.optional(),
});
export type InviteStaffInput = z.infer<typeof inviteStaffInputSchema>;

export const changeStaffInputSchema = z
  .strictObject({
    role: z.enum(roles).optional(),
    isDisabled: z.boolean().optional(),
    accountIds: accountIdsSchema.optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify role, isDisabled or accountIds.',
  });
export type ChangeStaffInput = z.infer<typeof changeStaffInputSchema>;

/** The staff member's password, as confirmation. */
export const stepUpInputSchema = z.strictObject({ password: passwordTextSchema });

export const changeProfileInputSchema = z.strictObject({ name: nameSchema });

/** The current password, and the one that replaces it. */
export const changePasswordInputSchema = z.strictObject({
  current: passwordTextSchema,
  next: newStaffPasswordSchema,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInputSchema>;
