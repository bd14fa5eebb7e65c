import { isStepUpFresh } from '@/lib/client/step-up';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';

/** Why sign-in is blocked. */
export const BLOCKED =
  'The account’s policy blocks sign-in for this user. An admin can change it in Settings.';

/** Whether the stored password can be used. A rejected or damaged one must be entered again. */
export function isPasswordUsable({ hasStoredPassword, storedPassword }: CustomerUser): boolean {
  return hasStoredPassword && storedPassword !== 'refused' && storedPassword !== 'unreadable';
}

/**
 * Whether a sign-in is one click, needs a dialog first, or is blocked. Until the policy is loaded,
 * nothing is assumed to be required: the server checks again and asks for what is missing.
 */
export function signInNeeds(
  user: CustomerUser,
  policy: AccountPolicy | undefined,
): 'nothing' | 'dialog' | 'blocked' {
  if (policy && isBlockedCustomer(policy, user.username)) return 'blocked';
  if (!isPasswordUsable(user)) return 'dialog';
  if (!policy) return 'nothing';
  const asks =
    policy.reasonRequired ||
    policy.ticketPattern !== null ||
    policy.approval !== 'none' ||
    needsStepUp(policy);
  return asks ? 'dialog' : 'nothing';
}

export function needsStepUp(policy: AccountPolicy): boolean {
  return policy.stepUp !== 'none' && !isStepUpFresh();
}

/** Storing a password has its own requirement, apart from signing in. */
export function needsStepUpToStore(policy: StaffPolicy | undefined): boolean {
  return policy !== undefined && policy.stepUpBefore.includes('passwords') && !isStepUpFresh();
}
