import type { QueryClient } from '@tanstack/react-query';

/** Where the cache of this page holds users and what depends on them. */
export const usersKey = ['users'] as const;
export const activityKey = ['activity'] as const;
const approvalsKey = ['approvals'] as const;

/**
 * Something is happening in another tab: what is on screen is read again on coming back. `active`:
 * it has happened, and is read now.
 */
export function expectChanges(client: QueryClient, refetchType: 'none' | 'active' = 'none'): void {
  for (const queryKey of [usersKey, activityKey, approvalsKey]) {
    void client.invalidateQueries({ queryKey, refetchType });
  }
}

/** After a write that may change users: what is shown of them is read again. */
export function forgetWhatIsKnown(client: QueryClient): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: usersKey }),
    client.invalidateQueries({ queryKey: activityKey }),
  ]);
}

/** The query of a route that takes an account; none: the default account's. */
export function accountQuery(account: string | null): string {
  return account ? `?${new URLSearchParams({ account })}` : '';
}
