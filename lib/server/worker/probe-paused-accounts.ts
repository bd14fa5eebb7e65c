import 'server-only';
import { findAccount } from '@/lib/server/accounts/find-account';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { listPausedAccounts, resumeBatchesOf } from '@/lib/server/invitations/resume-batch';
import { describeError, log } from '@/lib/server/log';

/** Asks each account that refused us for its user list; where it answers, its batches go on. */
export async function probePausedAccounts(): Promise<void> {
  for (const accountId of await listPausedAccounts()) {
    try {
      await remotepcFor(findAccount('remotepc', accountId)).listUsers();
    } catch (error) {
      log().info({ accountId, error: describeError(error) }, 'account still refuses');
      continue;
    }
    await resumeBatchesOf(accountId);
  }
}
