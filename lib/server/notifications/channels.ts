import 'server-only';
import { asc, eq, sql } from 'drizzle-orm';
import type {
  AddChannelInput,
  ChangeChannelInput,
  NotificationChannel,
  NotificationChannelWithSecret,
} from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { notificationChannels } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { requireWholeScope } from '@/lib/server/policies/permissions';
import { storeChannelAddress, type ChannelAddress } from '@/lib/server/vault/channel-addresses';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import { withCurrentKey } from '@/lib/server/vault/open-vault';
import { readAddress, type Resolve } from '@/lib/server/webhooks/address';
import { newSecret } from '@/lib/server/webhooks/webhooks';
import { TEAM_CHANNEL } from './kinds';

const MOST_CHANNELS = 50;

type Row = typeof notificationChannels.$inferSelect;
type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** By name. @throws DeskError `not_found` for someone who sees only some accounts */
export async function listChannels(actor: Actor): Promise<NotificationChannel[]> {
  requireAllAccounts(actor);
  const name = sql`lower(${notificationChannels.name})`;
  return (await select(db()).orderBy(asc(name), notificationChannels.id)).map(toChannel);
}

/**
 * Adds a channel. The address of all but email is kept encrypted, and never comes back; the secret
 * that a webhook's messages are signed with is in this answer and in no other.
 * @throws DeskError `not_found`, `address_not_allowed`, `vault_locked`; `conflict` there are too many
 */
export async function addChannel(
  actor: Actor,
  input: AddChannelInput,
  resolve?: Resolve,
): Promise<NotificationChannelWithSecret> {
  requireAllAccounts(actor);
  const { kind, name } = input;
  const id = createId('nch');
  const address =
    input.kind === 'email' ? null : addressFor(kind, await readAddress(input.url, resolve));
  const recipients = input.kind === 'email' ? input.recipients : [];
  return writing(address, async (tx, store) => {
    await lockChannels(tx);
    if ((await tx.$count(notificationChannels)) >= MOST_CHANNELS) {
      throw new DeskError('conflict', {
        detail: `There are ${MOST_CHANNELS} channels, which is the most. Delete one first.`,
      });
    }
    const host = address && new URL(address.url).host;
    await tx.insert(notificationChannels).values({ id, name, kind, recipients, host });
    await store(id);
    const channel = await find(tx, id);
    const event = { action: 'notification.channel_added', target: name } as const;
    const details = { id, ...factsOf(channel) };
    await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
    return withSecret(channel, address);
  });
}

/**
 * Fields that are left out stay. A webhook's new address has a new secret, as in `addChannel`. What waits for a channel that is disabled isn't sent later.
 * @throws DeskError `not_found`, `address_not_allowed`, `vault_locked`; `invalid_request`
 * an address for email, or recipients for another kind
 */
export async function changeChannel(
  actor: Actor,
  id: string,
  change: ChangeChannelInput,
  resolve?: Resolve,
): Promise<NotificationChannelWithSecret> {
  const { kind } = await findChannel(actor, id);
  requireFieldsOf(kind, id, change);
  const url = change.url === undefined ? null : await readAddress(change.url, resolve);
  const address = url === null ? null : addressFor(kind, url);
  return writing(address, async (tx, store) => {
    await lockChannels(tx);
    const before = await find(tx, id);
    const { name = before.name, recipients = before.recipients } = change;
    const { isDisabled = before.disabledAt !== null } = change;
    const disabledAt = isDisabled ? (before.disabledAt ?? new Date()) : null;
    const isMoved = url !== null || (before.disabledAt !== null && !isDisabled);
    await tx
      .update(notificationChannels)
      .set({
        ...{ name, recipients, disabledAt },
        ...(url !== null && { host: new URL(url).host }),
        ...(isMoved && { failingSince: null, failure: null }),
      })
      .where(eq(notificationChannels.id, id));
    await store(id);
    await giveUpWaiting(tx, id, isDisabled ? 'disabled' : 'recipient_removed');
    if (isMoved) await retryNow(tx, id);
    const after = await find(tx, id);
    const details = { id, before: factsOf(before), after: factsOf(after) };
    if (JSON.stringify(details.before) !== JSON.stringify(details.after) || url !== null) {
      const event = { action: 'notification.channel_changed', target: name } as const;
      await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
    }
    return withSecret(after, address);
  });
}

/** With its deliveries and its part in the rules. @throws DeskError `not_found` */
export async function deleteChannel(actor: Actor, id: string): Promise<void> {
  requireAllAccounts(actor);
  await db().transaction(async (tx) => {
    await lockChannels(tx);
    const channel = await find(tx, id);
    if (id === TEAM_CHANNEL) {
      throw new DeskError('conflict', {
        detail: `${channel.name} can’t be deleted: it has what people choose in Profile. Disable it instead.`,
      });
    }
    await tx.delete(notificationChannels).where(eq(notificationChannels.id, id));
    const event = { action: 'notification.channel_deleted', target: channel.name } as const;
    const details = { id, ...factsOf(channel) };
    await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
  });
}

/** @throws DeskError `not_found` */
export async function findChannel(actor: Actor, id: string, executor: Executor = db()) {
  requireAllAccounts(actor);
  return find(executor, id);
}

function requireFieldsOf(kind: Row['kind'], id: string, change: ChangeChannelInput): void {
  const wrong = (['url', 'recipients'] as const).find(
    (path) =>
      change[path] !== undefined &&
      (path === 'url' ? kind === 'email' : kind !== 'email' || id === TEAM_CHANNEL),
  );
  if (!wrong) return;
  const ofOthers =
    id === TEAM_CHANNEL ? 'Its recipients choose themselves.' : 'Only email has recipients.';
  const message = wrong === 'url' ? 'Email has recipients and no address.' : ofOthers;
  const errors = [{ path: wrong, code: 'invalid', message }];
  throw new DeskError('invalid_request', { detail: message, errors });
}

async function find(executor: Executor, id: string) {
  const [row] = await select(executor).where(eq(notificationChannels.id, id));
  if (row) return row;
  throw new DeskError('not_found', {
    detail: 'This channel doesn’t exist any more. Reload the page.',
  });
}

/** A channel gets messages about all accounts. */
export function requireAllAccounts(actor: Actor): void {
  requireWholeScope(
    actor,
    'Notifications are about all accounts, and you see only some. Ask an admin who sees all of them.',
  );
}

/** One change at a time: their number is checked, and events record what was really replaced. */
export async function lockChannels(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('notification channels'))`);
}

/** Only other software checks signatures. */
function addressFor(kind: Row['kind'], url: string): ChannelAddress {
  return { url, secret: kind === 'webhook' ? newSecret() : null };
}

type Store = (channelId: string) => Promise<void>;

/** In a transaction; the vault's key is asked for only if there is an address to keep. */
async function writing<T>(
  address: ChannelAddress | null,
  write: (tx: Transaction, store: Store) => Promise<T>,
): Promise<T> {
  if (address === null) return db().transaction((tx) => write(tx, async () => {}));
  return withCurrentKey((key) =>
    db().transaction((tx) => write(tx, (id) => storeChannelAddress(tx, id, address, key))),
  ).catch((error: unknown) => {
    throw vaultRefusal(error);
  });
}

/** Of a channel that is disabled, or of addresses that it no longer has. */
async function giveUpWaiting(
  tx: Transaction,
  id: string,
  failure: 'disabled' | 'recipient_removed',
): Promise<void> {
  const isMeant =
    failure === 'disabled'
      ? sql`true`
      : sql`recipient <> '' and staff_id is null and not exists (select from notification_channels as channel
          where channel.id = ${id} and recipient = any(channel.recipients))`;
  await tx.execute(sql`
    update notification_deliveries set state = 'failed', is_open = false, claim_id = null,
      lease_until = null, settled_at = now(), failure = ${failure}
    where channel_id = ${id} and state = 'pending' and ${isMeant}`);
}

async function retryNow(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`
    update notification_deliveries set not_before = now()
    where channel_id = ${id} and state = 'pending' and claim_id is null and attempts > 0`);
}

/** The address is a secret: the log has its host alone. */
function factsOf({ name, kind, recipients, host, disabledAt }: Row) {
  return { name, kind, recipients, host, isDisabled: disabledAt !== null };
}

function select(executor: Executor) {
  const { id, name, kind, recipients, host } = notificationChannels;
  const { disabledAt, failingSince, failure, createdAt } = notificationChannels;
  return executor
    .select({
      ...{ id, name, kind, recipients, host, disabledAt, failingSince, failure, createdAt },
      waiting: sql<number>`(select count(*)::int from notification_deliveries
        where channel_id = notification_channels.id and state = 'pending' and not is_part)`,
      hasSecret: sql<boolean>`exists (select from notification_secrets
        where channel_id = notification_channels.id and quarantined_at is null)`,
    })
    .from(notificationChannels);
}

function withSecret(
  row: Awaited<ReturnType<typeof find>>,
  address: ChannelAddress | null,
): NotificationChannelWithSecret {
  return { ...toChannel(row), ...(address?.secret && { secret: address.secret }) };
}

function toChannel(row: Awaited<ReturnType<typeof find>>): NotificationChannel {
  const { id, name, kind, recipients, host, hasSecret, failure, waiting } = row;
  return {
    ...{ id, name, kind, recipients, host, hasSecret, failure, waiting },
    isTeam: id === TEAM_CHANNEL,
    isDisabled: row.disabledAt !== null,
    failingSince: row.failingSince?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
