import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { findAccount } from '@/lib/server/accounts/find-account';
import { listAccounts } from '@/lib/server/accounts/list-accounts';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { listEvents } from '@/lib/server/audit/list-events';
import type { Actor } from '@/lib/server/actor';
import { may } from '@/lib/server/policies/permissions';
import { devicesOf } from '@/lib/server/devices/devices-of';
import type { Overview, OverviewAccounts, OverviewSource } from '@/lib/contract/overview';
import { userList } from '@/lib/server/users/user-list';
import { checkList, type ListCheck } from './check-list';
import { countReachedLimits } from './count-reached-limits';
import { countWaitingApprovals } from './count-waiting-approvals';
import { listProblemBatches } from './list-problem-batches';
import { listSeatDays } from './list-seat-days';
import { overviewPart } from './overview-part';
import { summarizeDevices } from './summarize-devices';
import { summarizeSeats } from './summarize-seats';

const ACTIVITY_ITEMS = 10;

/**
 * What needs attention, each part for itself: an upstream that is down, or slower than a person
 * waits for a page, makes its own part unavailable or old and no other.
 */
export async function getOverview(actor: Actor, now = new Date()): Promise<Overview> {
  // One look at each account's list serves its own part and the part about accounts.
  const looks = new Map<string, Promise<ListCheck<unknown>>>();
  const look = <T>(account: Account, check: () => Promise<ListCheck<T>>): Promise<ListCheck<T>> => {
    const looked = (looks.get(account.id) as Promise<ListCheck<T>> | undefined) ?? check();
    looks.set(account.id, looked);
    return looked;
  };
  const lookAtUsers = (account: Account) => look(account, () => checkList(userList(account)));
  const lookAtDevices = (account: Account) => look(account, () => checkList(devicesOf(account)));

  const [seats, batches, devices, accounts, seatsByDay, activity, more] = await Promise.all([
    overviewPart('seats', async () => {
      const account = findAccount('remotepc');
      const { source, items } = sourceOf(account, await lookAtUsers(account));
      return { ...source, ...summarizeSeats(items, now) };
    }),
    overviewPart('batches', listProblemBatches),
    overviewPart('devices', async () => {
      const account = findAccount('remoteit');
      const { source, items } = sourceOf(account, await lookAtDevices(account));
      return { ...source, ...summarizeDevices(items, now) };
    }),
    overviewPart('accounts', () =>
      checkAccounts((account) =>
        account.upstream === 'remotepc' ? lookAtUsers(account) : lookAtDevices(account),
      ),
    ),
    overviewPart('seatsByDay', async () => {
      const account = findAccount('remotepc');
      return { accountId: account.id, days: await listSeatDays(account.id, now) };
    }),
    overviewPart('activity', async () => {
      const { items } = await listEvents({ limit: ACTIVITY_ITEMS, isBrief: true });
      return { items };
    }),
    partsFor(actor),
  ]);
  return { seats, batches, devices, accounts, seatsByDay, activity, ...more };
}

/** What isn't for everybody. */
async function partsFor(actor: Actor): Promise<Pick<Overview, 'approvals' | 'reachedLimits'>> {
  const [approvals, reachedLimits] = await Promise.all([
    may(actor.role, 'approvals.decide')
      ? overviewPart('approvals', () => countWaitingApprovals(actor))
      : null,
    may(actor.role, 'accounts.write') ? overviewPart('reachedLimits', countReachedLimits) : null,
  ]);
  return { ...(approvals && { approvals }), ...(reachedLimits && { reachedLimits }) };
}

function sourceOf<T>(
  account: Account,
  { view, failure }: ListCheck<T>,
): { source: OverviewSource; items: readonly T[] } {
  if (!view) {
    if (failure) throw failure.error;
    throw new DeskError('upstream_timeout', {
      detail: 'The list is still on its way. Open the overview again in a moment.',
    });
  }
  const { fetchedAt, isStale, items } = view;
  const isOld = isStale || failure !== null;
  const source = { accountId: account.id, fetchedAt: fetchedAt.toISOString(), isStale: isOld };
  return { source, items };
}

async function checkAccounts(
  look: (account: Account) => Promise<ListCheck<unknown>>,
): Promise<OverviewAccounts> {
  const accounts = listAccounts();
  const failing = await Promise.all(
    accounts.map(async (account) => {
      const { failure } = await look(account);
      if (!failure) return [];
      const { id, upstream, name } = account;
      const { code, detail } = explainError(failure.error);
      return [{ id, upstream, name, code, detail, failedAt: failure.failedAt.toISOString() }];
    }),
  );
  return { accounts: accounts.length, failing: failing.flat() };
}
