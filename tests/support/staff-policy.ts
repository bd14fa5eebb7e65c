import type { StaffPolicy } from '@/lib/contract/staff-policy';

/** Nothing asked, nothing limited. */
export const easyPolicy: StaffPolicy = {
  stepUpBefore: [],
  exportsPerHour: null,
  secondFactorFor: [],
  secondFactorGraceDays: 0,
  sessionHours: 12,
  sessionIdleMinutes: 30,
  auditMonths: null,
  twoPersonSettings: false,
  twoPersonHours: 24,
};
