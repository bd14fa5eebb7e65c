import { z } from 'zod';
import { builtInRoles, type BuiltInRole } from '@/lib/shared/permissions';
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

export type {
  NewLink,
  OwnIdentity,
  Profile,
  SessionFacts,
  SetUpInvitation,
  SignInNotice,
  StaffMember,
} from './answers/staff';

/** Of the built-in roles, or one that an administrator defined. */
export type Role = BuiltInRole | CustomRoleId;
export type CustomRoleId = `rol_${string}`;

const customRoleSchema = z.templateLiteral(['rol_', z.string().regex(/^[A-Za-z0-9_-]{24}$/)]);

export const roleSchema = z.union([z.enum(builtInRoles), customRoleSchema], {
  error: `Select a role: ${builtInRoles.join(', ')}, or one of your own.`,
});

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
export const stepUpInputSchema = z.union(
  [
    z.strictObject({ password: passwordTextSchema }),
    z.strictObject({ code: codeSchema }),
    z.strictObject({ passkey: passkeyAnswerSchema }),
  ],
  { error: 'Send one of password, code and passkey.' },
);
export type StepUpInput = z.infer<typeof stepUpInputSchema>;

export const changeProfileInputSchema = z.strictObject({ name: nameSchema });

/** The current password, and the one that replaces it. */
export const changePasswordInputSchema = z.strictObject({
  current: passwordTextSchema,
  next: newStaffPasswordSchema,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInputSchema>;
