import { z } from 'zod';

/** What staff may be asked for their own password again before. */
export const sensitiveWork = ['passwords', 'exports', 'staff', 'settings'] as const;
export type SensitiveWork = (typeof sensitiveWork)[number];

/** What an administrator lays down for staff, whatever the account. A stored one may be older than a field. */
export const staffPolicySchema = z.strictObject({
  /** In the order of `sensitiveWork`, so that the same choice is the same policy. */
  stepUpBefore: z
    .array(z.enum(sensitiveWork))
    .transform((chosen) => sensitiveWork.filter((work) => chosen.includes(work)))
    .default([]),
  /** Files with customers or activity that one person may take within an hour; null: no limit of ours. */
  exportsPerHour: z.number().int().min(1).max(1_000).nullable().default(100),
});
export type StaffPolicy = z.infer<typeof staffPolicySchema>;
