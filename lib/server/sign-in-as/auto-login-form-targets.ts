import 'server-only';
import { listAccounts } from '@/lib/server/accounts/accounts';

/** Where a one-click sign-in may end: for the `form-action` of our pages. */
export function autoLoginFormTargets(): string[] {
  return [...new Set(listAccounts().flatMap((account) => account.autoLoginOrigins))];
}
