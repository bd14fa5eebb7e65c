import { isStepUpFresh } from '@/lib/client/step-up';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';

/** Shown where a button would be: the policy keeps everybody out. */
export const BLOCKED =
  'The policy keeps everybody out of this customer’s account. An administrator can change that in Settings.';

/** Whether the stored password may be tried: one that was refused or is damaged has to be typed. */
export function isPasswordUsable({ hasStoredPassword, storedPassword }: CustomerUser): boolean {
  return hasStoredPassword && storedPassword !== 'refused' && storedPassword !== 'unreadable';
}

/**
 * Whether a sign-in is one click, asks something first, or isn't to be had. Before the policy is
 * known it is taken for an open one: the server asks again, and its page has what is missing.
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

/** Remembering a password is another matter than signing in. */
export function needsStepUpToStore(policy: StaffPolicy | undefined): boolean {
  return policy !== undefined && policy.stepUpBefore.includes('passwords') && !isStepUpFresh();
}
