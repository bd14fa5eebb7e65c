import 'server-only';
import type {
  Acknowledgement,
  Overview,
  OverviewAccounts,
  OverviewSource,
  OverviewPart,
} from '@/lib/contract/overview';
import { ALL_ACCOUNTS, listAccounts, together, type Account } from '@/lib/server/accounts/accounts';
import { joinParts } from '@/lib/server/accounts/join-lists';
import type { ListKind, SeenList, UpstreamListView } from '@/lib/server/accounts/upstream-list';
import type { Actor } from '@/lib/server/actor';
import { listActions } from '@/lib/server/audit/list-events';
import { checkProof } from '@/lib/server/audit/proof-state';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import { may } from '@/lib/server/policies/permissions';
import { listSeatDays } from '@/lib/server/users/seats-history';
import { userList } from '@/lib/server/users/user-list';
import { listFailedWebhooks } from '@/lib/server/webhooks/webhooks';
import { listAcknowledged } from './acknowledgements';
import { listProblemBatches } from './list-problem-batches';
import {
  countReachedLimits,
  summarizeDevices,
  summarizeSeats,
  countWaitingApprovals,
  type ListInOrder,
} from './summaries';

const ACTIVITY_ITEMS = 10;

/**
 * What needs attention. The parts are independent: an upstream that is down, or too slow for a page
 * load, makes only its own part unavailable or old.
 */
export async function getOverview(actor: Actor, now = new Date()): Promise<Overview> {
  // One read of each account's list serves its own part and the part about accounts.
  const looks = new Map<string, Promise<ListCheck<unknown>>>();
  const look = <T>(account: Account, check: () => Promise<ListCheck<T>>): Promise<ListCheck<T>> => {
    const looked = (looks.get(account.id) as Promise<ListCheck<T>> | undefined) ?? check();
    looks.set(account.id, looked);
    return looked;
  };
  // Awaited by each part: if the accounts can't be read, each says so.
  const known = listAccounts(actor);
  known.catch(() => undefined);
  const lookAtUsers = (account: Account) => look(account, () => checkList(userList(account)));
  const lookAtDevices = (account: Account) => look(account, () => checkList(devicesOf(account)));

  const [seats, batches, devices, accounts, seatsByDay, activity, more] = await Promise.all([
    overviewPart('seats', async () => {
      const accounts = together(await known, 'remotepc');
      const { source, list } = await readTogether('users', accounts, lookAtUsers);
      return { ...source, ...summarizeSeats(list, now) };
    }),
    overviewPart('batches', async () =>
      actor.customerIds === null ? listProblemBatches(actor) : { problems: 0, items: [] },
    ),
    overviewPart('devices', async () => {
      const accounts = together(await known, 'remoteit');
      const { source, list } = await readTogether('devices', accounts, lookAtDevices);
      return { ...source, ...summarizeDevices(list, now) };
    }),
    overviewPart('accounts', () =>
      checkAccounts(known, (account) =>
        account.upstream === 'remotepc' ? lookAtUsers(account) : lookAtDevices(account),
      ),
    ),
    overviewPart('seatsByDay', async () => {
      const accounts = together(await known, 'remotepc');
      const ids = accounts.map(({ id }) => id);
      return { accountId: sharedId(accounts), days: await listSeatDays(actor, ids, now) };
    }),
    overviewPart('activity', async () => {
      const { items } = await listActions(actor, { limit: ACTIVITY_ITEMS, isBrief: true });
      return { items };
    }),
    partsFor(actor),
  ]);
  const parts = { seats, batches, devices, accounts, seatsByDay, activity, ...more };
  return { acknowledged: await readAcknowledged(actor, parts, now), ...parts };
}

/** Unreadable: everything is shown as open. */
async function readAcknowledged(
  actor: Actor,
  parts: Omit<Overview, 'acknowledged'>,
  now: Date,
): Promise<Acknowledgement[]> {
  // They are about all of a list, with others' words: someone confined to customers sees none.
  if (actor.customerIds !== null) return [];
  try {
    return await listAcknowledged(actor, parts, now);
  } catch (error) {
    log().error({ error: describeError(error) }, 'acknowledged problems not read');
    return [];
  }
}

type Restricted = Pick<Overview, 'approvals' | 'reachedLimits' | 'auditProof' | 'webhooks'>;

/** Parts that aren't for everyone. */
async function partsFor(actor: Actor): Promise<Restricted> {
  const isAdministrator = may(actor, 'accounts.write');
  const [approvals, reachedLimits, auditProof, webhooks] = await Promise.all([
    may(actor, 'approvals.decide')
      ? overviewPart('approvals', () => countWaitingApprovals(actor))
      : null,
    isAdministrator ? overviewPart('reachedLimits', () => countReachedLimits(actor)) : null,
    // The log is one for all accounts.
    isAdministrator && actor.accountIds === null ? overviewPart('auditProof', checkProof) : null,
    may(actor, 'webhooks.manage') && actor.accountIds === null
      ? overviewPart('webhooks', async () => ({ disabled: await listFailedWebhooks() }))
      : null,
  ]);
  return {
    ...(approvals && { approvals }),
    ...(reachedLimits && { reachedLimits }),
    ...(auditProof && { auditProof }),
    ...(webhooks && { webhooks }),
  };
}

/** The lists of these accounts as one. One whose list isn't known is left out. */
async function readTogether<T>(
  kind: ListKind,
  accounts: readonly Account[],
  look: (account: Account) => Promise<ListCheck<T>>,
): Promise<{ source: OverviewSource; list: ListInOrder<T> }> {
  const checks = await Promise.all(
    accounts.map(async (account) => ({ account, ...(await look(account)) })),
  );
  const parts = checks.flatMap(({ account, view }) => (view ? [{ account, view }] : []));
  const failed = checks.find(({ failure }) => failure !== null)?.failure;
  if (parts.length === 0) {
    if (failed) throw failed.error;
    throw new DeskError('upstream_timeout', {
      detail: 'The list is still loading. Reload the overview in a moment.',
    });
  }
  const list = joinParts(kind, parts);
  const source = {
    accountId: sharedId(accounts),
    fetchedAt: list.fetchedAt.toISOString(),
    isStale: Boolean(failed) || parts.length < checks.length || list.isStale,
  };
  return { source, list };
}

/** What a link to the list has as `?account=`. */
function sharedId(accounts: readonly Account[]): string {
  const [only] = accounts.length === 1 ? accounts : [];
  return only?.id ?? ALL_ACCOUNTS;
}

async function checkAccounts(
  known: Promise<Account[]>,
  look: (account: Account) => Promise<ListCheck<unknown>>,
): Promise<OverviewAccounts> {
  const accounts = await known;
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

/** Builds one part; if that fails, the part says why and the others stay. */
async function overviewPart<T extends object>(
  name: string,
  make: () => Promise<T>,
): Promise<OverviewPart<T>> {
  try {
    return { isAvailable: true, ...(await make()) };
  } catch (thrown) {
    const { code, detail } = explainError(thrown);
    if (code === 'internal') {
      log().error({ part: name, error: describeError(thrown) }, 'part of the overview failed');
    }
    return { isAvailable: false, code, detail };
  }
}

const WAIT_FOR_NEWER_MS = 1_500;
const WAIT_FOR_FIRST_MS = 5_000;

/** What is known of an account's list, and how its last call failed, if it did. */
type ListCheck<T> = {
  view: UpstreamListView<T> | null;
  failure: { error: unknown; failedAt: Date } | null;
};

/**
 * Reads a list without waiting long: an expired one is refetched, and used if it arrives in time.
 * Never throws; a slower fetch continues in the background.
 */
async function checkList<T>(list: SeenList<T>): Promise<ListCheck<T>> {
  const known = await list.peek();
  if (known && !known.isStale) return { view: known, failure: null };
  const fetched = list.refresh().then(
    () => null,
    (error: unknown) => ({ error, failedAt: new Date() }),
  );
  const failure = await within(fetched, known ? WAIT_FOR_NEWER_MS : WAIT_FOR_FIRST_MS);
  return { view: await list.peek(), failure };
}

async function within<V>(promise: Promise<V>, waitMs: number): Promise<V | null> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, waitMs, null);
  });
  return Promise.race([promise, waited]).finally(() => clearTimeout(timer));
}
