import type { ReactNode } from 'react';
import { AccountsProvider } from '@/components/account-choice/account-choice';
import { noChoices, type AccountChoices, type ShownAccount } from '@/lib/shared/account-choice';

const shared = { isSandbox: false, isDefault: false };

export const north: ShownAccount = {
  ...shared,
  id: 'rpc_north',
  upstream: 'remotepc',
  name: 'North',
  isDefault: true,
};
export const south: ShownAccount = {
  ...shared,
  id: 'rpc_south',
  upstream: 'remotepc',
  name: 'South',
};
export const sandbox: ShownAccount = {
  ...shared,
  id: 'rpc_sandbox',
  upstream: 'remotepc',
  name: 'RemotePC sandbox',
  isSandbox: true,
};
export const east: ShownAccount = {
  ...shared,
  id: 'rit_east',
  upstream: 'remoteit',
  name: 'East',
  isDefault: true,
};
export const west: ShownAccount = { ...shared, id: 'rit_west', upstream: 'remoteit', name: 'West' };

type WithAccountsProps = {
  accounts?: readonly ShownAccount[];
  remembered?: Partial<AccountChoices>;
  children: ReactNode;
};

/** Two accounts of each vendor, unless others are given. */
export function WithAccounts({
  accounts = [north, south, east, west],
  remembered = {},
  children,
}: WithAccountsProps) {
  return (
    <AccountsProvider
      personId="stf_1"
      accounts={accounts}
      remembered={{ ...noChoices, ...remembered }}
    >
      {children}
    </AccountsProvider>
  );
}
