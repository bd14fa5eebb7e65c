import 'server-only';
import { DeskError } from '@/lib/server/errors';
import type { Account } from './account';
import { listAccounts } from './list-accounts';

/**
 * The account a call is about: the one named by `?account=`, else the upstream's default.
 * @throws DeskError `account_not_found`
 */
export function findAccount(upstream: Account['upstream'], id?: string): Account {
  const account = listAccounts().find(
    (candidate) => candidate.upstream === upstream && (id === undefined || candidate.id === id),
  );
  if (account) return account;
  throw new DeskError('account_not_found', {
    detail: id
      ? 'There is no account of this id. Choose one in the account switcher.'
      : 'No account is set up for this service. An administrator can add one in the settings.',
  });
}
