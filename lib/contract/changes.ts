import type { Person } from './approvals';

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

/** One field of a setting; `null`: there was or will be none. Never a secret. */
export type FieldChange = { field: string; before: unknown; after: unknown };

export type PendingChange = {
  id: string;
  kind: ChangeKind;
  /** Which setting: `staff-policy`, `policy:rpc_…`, `role:rol_…`, `staff:stf_…`, `account:rpc_…`. */
  setting: string;
  accountId: string | null;
  targetName: string;
  changes: FieldChange[];
  state: ChangeState;
  askedBy: Person;
  askedAt: string;
  expiresAt: string;
  decidedBy: Person | null;
  decidedAt: string | null;
  note: string | null;
  isMine: boolean;
  mayDecide: boolean;
};

/** Those that wait, and the latest that don't any more. */
export type ChangesPage = { pending: PendingChange[]; past: PendingChange[] };

/** The answer to a change that waits now: 202. */
export type WaitsForApproval = { approvalId: string };
