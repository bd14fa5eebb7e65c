import { z } from 'zod';
import { MOST_SESSION_HOURS, SESSION_HOURS, SESSION_IDLE_MINUTES } from '@/lib/shared/wire';
import { boundedArray } from './common';
import { roleSchema } from './staff';

/**
 * What can require staff to confirm their password. `access`: changes to staff, roles and policies.
 */
export const sensitiveWork = ['passwords', 'exports', 'access'] as const;
export type SensitiveWork = (typeof sensitiveWork)[number];

/** In a fixed order, so that the same selection is the same policy. */
const stepUpBeforeSchema = z
  .array(z.enum(sensitiveWork))
  .transform((chosen) => sensitiveWork.filter((work) => chosen.includes(work)));

/** In a fixed order, too. */
const secondFactorForSchema = boundedArray(roleSchema, { max: 1_000 }).transform((chosen) =>
  [...new Set(chosen)].sort(),
);

const secondFactorGraceDaysSchema = z.number().int().min(0).max(90);

const sessionHoursSchema = z.number().int().min(1).max(MOST_SESSION_HOURS);
const sessionIdleMinutesSchema = z.number().int().min(5).max(1_440);

const twoPersonHoursSchema = z.number().int().min(1).max(168);

const exportsPerHourSchema = z.number().int().min(1).max(1_000).nullable();

/** No less: a shorter one would only hide what someone did. */
export const LEAST_AUDIT_MONTHS = 3;
const auditMonthsSchema = z.number().int().min(LEAST_AUDIT_MONTHS).max(120).nullable();

/**
 * What an administrator sets for all staff, whatever the account. A stored policy may be older than
 * a field.
 */
export const staffPolicySchema = z.strictObject({
  stepUpBefore: stepUpBeforeSchema.default([]),
  /** Files with customers or audit events that one person may export per hour; null: no limit. */
  exportsPerHour: exportsPerHourSchema.default(100),
  /** Roles that must have a second factor. */
  secondFactorFor: secondFactorForSchema.default([]),
  /** How many days they have to add it. */
  secondFactorGraceDays: secondFactorGraceDaysSchema.default(0),
  /** How long a session lasts at most, and without anyone using it. */
  sessionHours: sessionHoursSchema.default(SESSION_HOURS),
  sessionIdleMinutes: sessionIdleMinutesSchema.default(SESSION_IDLE_MINUTES),
  /** How long audit events are kept; null: for good. Less takes effect a day later. */
  auditMonths: auditMonthsSchema.default(null),
  /** Changes of policies, roles, and accounts wait for a second person's approval. */
  twoPersonSettings: z.boolean().default(false),
  /** For how long they wait. */
  twoPersonHours: twoPersonHoursSchema.default(24),
});
export type StaffPolicy = z.infer<typeof staffPolicySchema>;

/** What is left out stays as it is, so that no one undoes a colleague's change. */
export const changeStaffPolicyInputSchema = z.strictObject({
  stepUpBefore: stepUpBeforeSchema.optional(),
  exportsPerHour: exportsPerHourSchema.optional(),
  secondFactorFor: secondFactorForSchema.optional(),
  secondFactorGraceDays: secondFactorGraceDaysSchema.optional(),
  sessionHours: sessionHoursSchema.optional(),
  sessionIdleMinutes: sessionIdleMinutesSchema.optional(),
  auditMonths: auditMonthsSchema.optional(),
  twoPersonSettings: z.boolean().optional(),
  twoPersonHours: twoPersonHoursSchema.optional(),
});
export type ChangeStaffPolicyInput = z.infer<typeof changeStaffPolicyInputSchema>;

/**
 * Whether work requires password confirmation. Changes to access always do if anything does:
 * otherwise a stolen session could turn it off, or create an administrator.
 */
export function asksStepUp({ stepUpBefore }: StaffPolicy, work: SensitiveWork): boolean {
  return stepUpBefore.includes(work) || (work === 'access' && stepUpBefore.length > 0);
}

/** What a page asks admission for before it starts something that it can't repeat. */
export const admissionQuerySchema = z.object({ to: z.enum(['exports', 'passwords']) });
export type Admission = z.infer<typeof admissionQuerySchema>['to'];
