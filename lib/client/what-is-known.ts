import type { QueryClient } from '@tanstack/react-query';

/** Where this page's cache holds users and what depends on them. */
export const usersKey = ['users'] as const;
export const devicesKey = ['devices'] as const;
/** Customers, and the sums of their users and devices. */
export const customersKey = ['customers'] as const;
/** The months' statements. */
export const statementsKey = ['statements'] as const;
export const activityKey = ['activity'] as const;
const approvalsKey = ['approvals'] as const;

/**
 * Something is happening in another tab: refetch what is on screen when the person returns.
 * `active`: it has happened, so refetch now.
 */
export function expectChanges(client: QueryClient, refetchType: 'none' | 'active' = 'none'): void {
  for (const queryKey of [usersKey, activityKey, approvalsKey]) {
    void client.invalidateQueries({ queryKey, refetchType });
  }
}

/** After a write that may change users: refetch what is shown about them. */
export function forgetWhatIsKnown(client: QueryClient): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: usersKey }),
    client.invalidateQueries({ queryKey: customersKey }),
    client.invalidateQueries({ queryKey: activityKey }),
  ]);
}

/** The query string of a route that takes an account; without one: the default account. */
export function accountQuery(account: string | null): string {
  return account ? `?${new URLSearchParams({ account })}` : '';
}
