import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { DeskError } from '@/lib/server/errors';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { type Account, listAccounts } from './accounts';
import { remoteitFor, remotepcFor } from './upstream-clients';

export type AccountTest = { ok: true; latencyMs: number } | { ok: false; error: UpstreamError };

/**
 * Tests an account's secret with a call that changes nothing: the list of users or devices, whose
 * result is discarded.
 * @throws DeskError `account_not_found`
 */
export async function testAccount(actor: Actor, id: string): Promise<AccountTest> {
  const account = listAccounts().find((candidate) => candidate.id === id);
  if (!account) {
    throw new DeskError('account_not_found', {
      detail: 'This account doesn’t exist. Reload the list of accounts.',
    });
  }
  const result = await attempt(account);
  await recordEvent(actor, {
    action: 'account.tested',
    outcome: result.ok ? 'success' : 'failure',
    target: account.id,
    accountId: account.id,
    ...(!result.ok && {
      details: { kind: result.error.kind, status: result.error.status, code: result.error.code },
    }),
  });
  return result;
}

async function attempt(account: Account): Promise<AccountTest> {
  const startedAt = performance.now();
  try {
    if (account.upstream === 'remotepc') await remotepcFor(account).listUsers();
    else await remoteitFor(account).listDevices();
    return { ok: true, latencyMs: Math.round(performance.now() - startedAt) };
  } catch (error) {
    if (error instanceof UpstreamError) return { ok: false, error };
    throw error;
  }
}
