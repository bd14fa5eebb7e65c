import { z } from 'zod';

/**
 * What staff may be asked for their own password again before. `access`: changes of staff, their
 * roles and the rules.
 */
export const sensitiveWork = ['passwords', 'exports', 'access'] as const;
export type SensitiveWork = (typeof sensitiveWork)[number];

/** In one order, so that the same choice is the same policy. */
const stepUpBeforeSchema = z
  .array(z.enum(sensitiveWork))
  .transform((chosen) => sensitiveWork.filter((work) => chosen.includes(work)));

const exportsPerHourSchema = z.number().int().min(1).max(1_000).nullable();

/** What an administrator lays down for staff, whatever the account. A stored one may be older than a field. */
export const staffPolicySchema = z.strictObject({
  stepUpBefore: stepUpBeforeSchema.default([]),
  /** Files with customers or activity that one person may take within an hour; null: no limit of ours. */
  exportsPerHour: exportsPerHourSchema.default(100),
});
export type StaffPolicy = z.infer<typeof staffPolicySchema>;

/** What is left out stays as it is: nobody undoes what a colleague has just laid down. */
export const changeStaffPolicyInputSchema = z.strictObject({
  stepUpBefore: stepUpBeforeSchema.optional(),
  exportsPerHour: exportsPerHourSchema.optional(),
});
export type ChangeStaffPolicyInput = z.infer<typeof changeStaffPolicyInputSchema>;

/**
 * Whether the own password is asked for before some work. Before changes of access it always is
 * where it is before anything: a stolen session could turn it off, or make an administrator.
 */
export function asksStepUp({ stepUpBefore }: StaffPolicy, work: SensitiveWork): boolean {
  return stepUpBefore.includes(work) || (work === 'access' && stepUpBefore.length > 0);
}

/** What a page asks to be admitted to, before it begins what it can't repeat. */
export const admissionQuerySchema = z.object({ to: z.enum(['exports', 'passwords']) });
export type Admission = z.infer<typeof admissionQuerySchema>['to'];
