import 'server-only';
import { sql } from 'drizzle-orm';
import type { UpstreamDevice } from '@/lib/contract/devices';
import type { UpstreamUser } from '@/lib/contract/users';
import { listAccounts, type Account } from '@/lib/server/accounts/accounts';
import type { SeenList } from '@/lib/server/accounts/upstream-list';
import { everyone } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { explainError } from '@/lib/server/explain-error';
import { userList } from '@/lib/server/users/user-list';
import type { NotificationKind } from '@/lib/shared/notifications';
import type { Notice } from './kinds';
import { queueNotices } from './queue';
import { activeRules, ensureSettings, type ActiveRules } from './rules';

const EVERY_MINUTES = 5;
const HOUR_MS = 3_600_000;
/** An account that fails once is more likely busy: it is reported if it still fails at the next scan. */
const FAILING_MINUTES = 4;

type Problem = { key: string; source: string; notice: Notice };
/** What was looked at: of these, whatever isn't a problem now is over. */
type Seen = { problems: Problem[]; looked: { kind: NotificationKind; source: string }[] };

const LASTING: readonly NotificationKind[] = [
  ...(['account_failing', 'seats_over', 'seats_full', 'device_offline'] as const),
];

/**
 * Looks for what lasts: accounts that fail, seats, devices that are offline. Every five minutes,
 * once however many servers do, and only if someone is to be told. Each is reported once, until it
 * is over. Lists that are older are fetched.
 */
export async function scanProblems(now = new Date()): Promise<void> {
  const rules = await activeRules();
  const isWanted = LASTING.some((kind) => rules.has(kind));
  if (!isWanted || !(await claimScan(now))) return;
  const accounts = await listAccounts(everyone);
  const seen = await Promise.all(accounts.map((account) => lookAt(account, rules, now)));
  await keepAndTell(
    { problems: seen.flatMap((one) => one.problems), looked: seen.flatMap((one) => one.looked) },
    { rules, sources: accounts.map(({ id }) => id), now },
  );
}

async function claimScan(now: Date): Promise<boolean> {
  await ensureSettings(db());
  const at = now.toISOString();
  const { rows } = await db().execute(sql`
    update notification_settings set scanned_at = ${at}
    where scanned_at is null
      or scanned_at <= ${at}::timestamptz - make_interval(mins => ${EVERY_MINUTES})
    returning is_only`);
  return rows.length > 0;
}

async function lookAt(account: Account, rules: ActiveRules, now: Date): Promise<Seen> {
  const { id: source, name } = account;
  const looked = (kinds: NotificationKind[]) => kinds.map((kind) => ({ kind, source }));
  const about = { source, name };
  try {
    if (account.upstream === 'remotepc') {
      const users = await recent(userList(account), now);
      const problems = users.flatMap((user) => seatProblem(user, about) ?? []);
      return { problems, looked: looked(['account_failing', 'seats_over', 'seats_full']) };
    }
    const hours = rules.get('device_offline')?.hours ?? 0;
    const devices = await recent(devicesOf(account), now);
    const problems = devices.flatMap((device) => offline(device, about, { hours, now }) ?? []);
    return { problems, looked: looked(['account_failing', 'device_offline']) };
  } catch (error) {
    const { detail } = explainError(error);
    const item = { account: name, detail };
    const notice = { kind: 'account_failing', item, ref: { accountId: source } } as const;
    const problem = { key: `account_failing ${source}`, source, notice };
    return { problems: [problem], looked: looked(['account_failing']) };
  }
}

/** The list if it is young enough, otherwise a new one. @throws UpstreamError, DeskError */
async function recent<T>(list: SeenList<T>, now: Date): Promise<readonly T[]> {
  const known = await list.peek();
  const ageMs = known ? now.getTime() - known.fetchedAt.getTime() : Infinity;
  if (known && !known.isStale && ageMs < EVERY_MINUTES * 60_000) return known.items;
  return (await list.refresh()).items;
}

type About = { source: string; name: string };

/** `over` and `full` as the list of users filters them. */
function seatProblem(user: UpstreamUser, { source, name: account }: About): Problem | null {
  const { username, seats, seatsUsed } = user;
  if (seats === null || seatsUsed === null || seatsUsed < seats) return null;
  if (seats === 0 && seatsUsed === 0) return null;
  const kind = seatsUsed > seats ? 'seats_over' : 'seats_full';
  const item = { user: username, seats, seatsUsed, account };
  const ref = { accountId: source, username };
  return { key: `${kind} ${source} ${username}`, source, notice: { kind, item, ref } };
}

/** One that was never seen isn't reported: no one knows for how long it has been offline. */
function offline(
  device: UpstreamDevice,
  { source, name: account }: About,
  { hours, now }: { hours: number; now: Date },
): Problem | null {
  const since = device.offlineSince ?? device.lastSeenAt;
  if (device.state !== 'inactive' || since === null) return null;
  if (now.getTime() - Date.parse(since) < hours * HOUR_MS) return null;
  const item = { device: device.name, since, account };
  const { id, name: named, owner } = device;
  const ref = { accountId: source, device: { id, name: named, owner } };
  const notice = { kind: 'device_offline', item, ref } as const;
  return { key: `device_offline ${source} ${device.id}`, source, notice };
}

type Scan = { rules: ActiveRules; sources: readonly string[]; now: Date };

/** All in one transaction: what is noted as reported is queued. */
async function keepAndTell({ problems, looked }: Seen, scan: Scan): Promise<void> {
  const { rules, sources, now } = scan;
  const wanted = problems.filter(({ notice }) => rules.has(notice.kind));
  await db().transaction(async (tx) => {
    const keys = sql.param(wanted.map(({ key }) => key));
    const kinds = sql.param(LASTING.filter((kind) => rules.has(kind)));
    const seen = sql.param(looked.map(({ kind, source }) => `${kind} ${source}`));
    // Over, of an account that isn't there any more, or not asked for: then it is new the next time.
    await tx.execute(sql`
      delete from notification_problems where source is not null and (
        kind <> all(${kinds}::text[]) or source <> all(${sql.param([...sources])}::text[])
        or kind || ' ' || source = any(${seen}::text[]) and key <> all(${keys}::text[]))`);
    await tx.execute(sql`
      insert into notification_problems (key, kind, source, since)
      select key, kind, source, ${now.toISOString()}::timestamptz from unnest(${keys}::text[],
        ${sql.param(wanted.map(({ notice }) => notice.kind))}::text[],
        ${sql.param(wanted.map(({ source }) => source))}::text[]) as found (key, kind, source)
      on conflict (key) do nothing`);
    const told = await noteTold(tx, keys, now);
    const notices = wanted.filter(({ key }) => told.has(key)).map(({ notice }) => notice);
    await queueNotices(tx, notices, now);
  });
}

async function noteTold(
  tx: Transaction,
  keys: ReturnType<typeof sql.param>,
  now: Date,
): Promise<Set<string>> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await tx.execute<{ key: string }>(sql`
    update notification_problems set told_at = ${at}
    where told_at is null and key = any(${keys}::text[]) and (kind <> 'account_failing'
      or since <= ${at} - make_interval(mins => ${FAILING_MINUTES}))
    returning key`);
  return new Set(rows.map(({ key }) => key));
}
