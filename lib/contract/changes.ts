export type { ChangesPage, FieldChange, PendingChange, WaitsForApproval } from './answers/changes';

/** What a second person decides about, if the team policy says so. */
export const changeKinds = [
  'account_policy',
  'staff_policy',
  'role_add',
  'role_change',
  'role_delete',
  'staff_invite',
  'staff_change',
  'account_add',
  'account_change',
  'account_delete',
  'account_adopt',
  'account_rotate',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/**
 * `running`: approved, and being made at the vendor; `unconfirmed`: approved, and whether it was
 * made there isn't known; `outdated`: the setting has changed since it was asked for.
 */
export const changeStates = [
  'pending',
  'running',
  'done',
  'failed',
  'unconfirmed',
  'declined',
  'withdrawn',
  'outdated',
  'expired',
] as const;
export type ChangeState = (typeof changeStates)[number];
