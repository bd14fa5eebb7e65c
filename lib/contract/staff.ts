import { z } from 'zod';
import { builtInRoles, type BuiltInRole } from '@/lib/shared/permissions';
import type { Place } from '@/lib/shared/place';
import { MIN_PASSWORD_LENGTH_WITH_FACTOR } from '@/lib/shared/wire';
import {
  accountIdSchema,
  boundedArray,
  customerIdSchema,
  emailSchema,
  lineSchema,
  passwordTextSchema,
} from './common';
import { codeSchema, passkeyAnswerSchema } from './factors';

/** Of the built-in roles, or one that an administrator defined. */
export type Role = BuiltInRole | CustomRoleId;
export type CustomRoleId = `rol_${string}`;

const CUSTOM_ROLE = /^rol_[A-Za-z0-9_-]{24}$/;

export const roleSchema = z.custom<Role>(
  (value) =>
    typeof value === 'string' &&
    ((builtInRoles as readonly string[]).includes(value) || CUSTOM_ROLE.test(value)),
  { error: `Select a role: ${builtInRoles.join(', ')}, or one of your own.` },
);

/** A staff member as others may see them. */
export type StaffMember = {
  id: string;
  email: string;
  name: string;
  role: Role;
  isDisabled: boolean;
  hasPassword: boolean;
  /** Came by single sign-on without a role; to let them in, give them one and enable them. */
  waitsForAdmin: boolean;
  /** Signs in at the OpenID provider. */
  hasSingleSignOn: boolean;
  /** Whether they have a second factor in use. */
  hasFactor: boolean;
  createdAt: string;
  lastSeenAt: string | null;
  /** The vendor accounts they may see; null: all. */
  accountIds: string[] | null;
  /** The customers whose users and devices they may see; null: all. */
  customerIds: string[] | null;
  /** The same with their names, of those that exist. */
  customers: { id: string; name: string }[] | null;
  /** Until when their link for setting a password works; null if there is none. */
  linkExpiresAt: string | null;
};

/** A staff member as they see themselves. */
export type Profile = { id: string; email: string; name: string; role: Role };

/** The person's identity at the OpenID provider. */
export type OwnIdentity = {
  /** Whether single sign-on is set up on this server. */
  isAvailable: boolean;
  connected: { issuer: string; connectedAt: string; lastUsedAt: string } | null;
};

/** A browser in which a person is signed in. */
export type SessionFacts = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  ip: string | null;
  userAgent: string | null;
  /** The browser in words: "Firefox on Windows". */
  device: string;
  /** What can be said of its address: `this_network` is the caller's own. */
  place: 'this_network' | Place;
  /** Whether it is the caller's own session. */
  isCurrent: boolean;
};

/** A sign-in with a browser in which the person hadn't signed in before. `id` is the session's. */
export type SignInNotice = {
  id: string;
  at: string;
  device: string;
  place: string;
  isOver: boolean;
};

/** The person a one-time setup link is for. */
export type SetUpInvitation =
  | { isFirst: true }
  /**
   * `hasFactor`: they keep a second factor, so the password may be shorter. `isReset`: they have a
   * password and choose another one.
   */
  | { isFirst: false; email: string; name: string; hasFactor: boolean; isReset: boolean };

/**
 * NIST SP 800-63B-4: no composition rules. Without a second factor it must be longer, which
 * `passwordProblem` checks.
 */
export const newStaffPasswordSchema = passwordTextSchema.refine(
  (text) => [...text.normalize('NFKC')].length >= MIN_PASSWORD_LENGTH_WITH_FACTOR,
  { error: `The password must have at least ${MIN_PASSWORD_LENGTH_WITH_FACTOR} characters.` },
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

/** Null: every customer, and whatever belongs to none. */
const customerIdsSchema = boundedArray(customerIdSchema, { max: 1_000 })
  .transform((ids) => [...new Set(ids)].sort())
  .nullable();

/** The link is sent by email to the person, and isn't shown. */
const sendMailSchema = z.boolean().optional();

export const newLinkInputSchema = z.strictObject({ sendMail: sendMailSchema });

/** A one-time link. Null: it was sent by email, and no one else gets it. */
export type NewLink = { setUpUrl: string | null; expiresAt: string };

export const askForResetInputSchema = z.strictObject({ email: emailSchema });

export const inviteStaffInputSchema = z.strictObject({
  email: emailSchema,
  name: nameSchema,
  role: roleSchema,
  accountIds: accountIdsSchema.optional(),
  customerIds: customerIdsSchema.optional(),
  sendMail: sendMailSchema,
});
export type InviteStaffInput = z.infer<typeof inviteStaffInputSchema>;

export const changeStaffInputSchema = z
  .strictObject({
    role: roleSchema.optional(),
    isDisabled: z.boolean().optional(),
    accountIds: accountIdsSchema.optional(),
    customerIds: customerIdsSchema.optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify role, isDisabled, accountIds or customerIds.',
  });
export type ChangeStaffInput = z.infer<typeof changeStaffInputSchema>;

/** As confirmation: the staff member's password, a code of their second factor, or a passkey. */
export const stepUpInputSchema = z.union([
  z.strictObject({ password: passwordTextSchema }),
  z.strictObject({ code: codeSchema }),
  z.strictObject({ passkey: passkeyAnswerSchema }),
]);
export type StepUpInput = z.infer<typeof stepUpInputSchema>;

export const changeProfileInputSchema = z.strictObject({ name: nameSchema });

/** The current password, and the one that replaces it. */
export const changePasswordInputSchema = z.strictObject({
  current: passwordTextSchema,
  next: newStaffPasswordSchema,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInputSchema>;
