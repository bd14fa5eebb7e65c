import 'server-only';
import { randomBytes } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import type {
  AddWebhookInput,
  ChangeWebhookInput,
  Webhook,
  WebhookWithSecret,
} from '@/lib/contract/webhooks';
import type { Actor } from '@/lib/server/actor';
import { recordEvent, recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { webhooks } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { requireWholeScope } from '@/lib/server/policies/permissions';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import { withCurrentKey } from '@/lib/server/vault/open-vault';
import { storeWebhookSecret } from '@/lib/server/vault/webhook-secrets';
import { readAddress, type Resolve } from './address';
import { giveUpWaiting, retryNow } from './settle';

const MOST_WEBHOOKS = 50;
const SECRET_BYTES = 32;

type Row = typeof webhooks.$inferSelect;
type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** By name. @throws DeskError `not_found` for someone who sees only some accounts */
export async function listWebhooks(actor: Actor): Promise<Webhook[]> {
  requireAllAccounts(actor);
  const rows = await selectWebhooks(db()).orderBy(asc(sql`lower(${webhooks.name})`), webhooks.id);
  return rows.map(toWebhook);
}

/** Those that were disabled because nothing arrived, for the overview. */
export async function listFailedWebhooks(): Promise<{ id: string; name: string }[]> {
  return db()
    .select({ id: webhooks.id, name: webhooks.name })
    .from(webhooks)
    .where(eq(webhooks.disabledFor, 'failing'))
    .orderBy(webhooks.disabledAt);
}

/**
 * Adds a webhook, which gets the events from now on. Its secret is in this answer and in no other.
 * @throws DeskError `not_found`, `address_not_allowed`, `vault_locked`; `conflict` there are too many
 */
export async function addWebhook(
  actor: Actor,
  { name, url: typed, events }: AddWebhookInput,
  resolve?: Resolve,
): Promise<WebhookWithSecret> {
  requireAllAccounts(actor);
  const url = await readAddress(typed, resolve);
  const id = createId('whk');
  const secret = newSecret();
  const webhook = await withKey(async (key) =>
    db().transaction(async (tx) => {
      await lockWebhooks(tx);
      if ((await tx.$count(webhooks)) >= MOST_WEBHOOKS) {
        throw new DeskError('conflict', {
          detail: `There are ${MOST_WEBHOOKS} webhooks, which is the most. Delete one first.`,
        });
      }
      await tx.insert(webhooks).values({ id, name, url, events, sequence: LAST_SEALED });
      await storeWebhookSecret(tx, id, secret, key);
      const event = { action: 'webhook.created', target: name, outcome: 'success' } as const;
      await recordEvent(actor, { ...event, details: { id, host: hostOf(url), events } }, tx);
      return find(tx, id);
    }),
  );
  return { ...toWebhook(webhook), secret };
}

/**
 * Fields that are left out stay. One that is enabled again gets the events from then on.
 * @returns with the new secret, if it was rotated
 * @throws DeskError `not_found`, `address_not_allowed`, `vault_locked`
 */
export async function changeWebhook(
  actor: Actor,
  id: string,
  change: ChangeWebhookInput,
  resolve?: Resolve,
): Promise<Webhook & { secret?: string }> {
  requireAllAccounts(actor);
  const url = change.url === undefined ? undefined : await readAddress(change.url, resolve);
  const secret = change.rotateSecret ? newSecret() : undefined;
  const write = (rotate?: (tx: Transaction) => Promise<void>) =>
    db().transaction(async (tx) => {
      await lockWebhooks(tx);
      const before = await find(tx, id);
      await rotate?.(tx);
      await saveChange(tx, actor, before, { ...change, url });
      return find(tx, id);
    });
  const webhook = secret
    ? await withKey((key) => write((tx) => storeWebhookSecret(tx, id, secret, key)))
    : await write();
  return { ...toWebhook(webhook), ...(secret && { secret }) };
}

async function saveChange(
  tx: Transaction,
  actor: Actor,
  before: Row,
  { name, url, events, isDisabled, rotateSecret }: ChangeWebhookInput,
): Promise<void> {
  const { id } = before;
  const wasDisabled = before.disabledAt !== null;
  const isTurned = isDisabled !== undefined && isDisabled !== wasDisabled;
  const isMoved = url !== undefined && url !== before.url;
  const set = {
    ...{ name, url, events },
    ...(isTurned && isDisabled && { disabledAt: sql`now()`, disabledFor: 'person' as const }),
    ...(isTurned && !isDisabled && { disabledAt: null, disabledFor: null, sequence: LAST_SEALED }),
    ...((isMoved || (isTurned && !isDisabled)) && anew),
  };
  if (Object.values(set).some((value) => value !== undefined)) {
    await tx.update(webhooks).set(set).where(eq(webhooks.id, id));
  }
  if (isTurned && isDisabled) await giveUpWaiting(tx, id);
  if (isMoved) await retryNow(tx, id);
  const recorded: NewAuditEvent[] = [];
  const target = name ?? before.name;
  const details = {
    id,
    before: factsOf(before),
    after: factsOf({ ...before, ...withoutUndefined({ name, url, events }) }, isDisabled),
  };
  if (JSON.stringify(details.before) !== JSON.stringify(details.after) || isMoved) {
    recorded.push({ action: 'webhook.changed', target, outcome: 'success', details });
  }
  if (rotateSecret) {
    const event = { action: 'webhook.secret_rotated', target, outcome: 'success' } as const;
    recorded.push({ ...event, details: { id } });
  }
  await recordEvents(actor, recorded, tx);
}

/** As if it had never failed. */
const anew = { failures: 0, failingSince: null, notBefore: sql`now()` };

/** The path and query of an address may be a secret: the log has its host alone. */
function factsOf({ name, url, events, disabledAt }: Row, isDisabled = disabledAt !== null) {
  return { name, host: hostOf(url), events, isDisabled };
}

function withoutUndefined<T extends object>(
  given: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** With its deliveries. @throws DeskError `not_found` */
export async function deleteWebhook(actor: Actor, id: string): Promise<void> {
  requireAllAccounts(actor);
  await db().transaction(async (tx) => {
    await lockWebhooks(tx);
    const { name, url } = await find(tx, id);
    await tx.delete(webhooks).where(eq(webhooks.id, id));
    const event = { action: 'webhook.deleted', target: name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, host: hostOf(url) } }, tx);
  });
}

/** @throws DeskError `not_found` */
export async function findWebhook(actor: Actor, id: string, executor: Executor = db()) {
  requireAllAccounts(actor);
  return find(executor, id);
}

async function find(executor: Executor, id: string) {
  const [row] = await selectWebhooks(executor).where(eq(webhooks.id, id));
  if (row) return row;
  throw new DeskError('not_found', {
    detail: 'This webhook doesn’t exist any more. Reload the page.',
  });
}

/** A webhook gets events of all accounts. */
function requireAllAccounts(actor: Actor): void {
  requireWholeScope(
    actor,
    'Webhooks get events of all accounts, and you see only some. Ask an admin who sees all of them.',
  );
}

const LAST_SEALED = sql<number>`(select coalesce(max(sequence), 0) from audit_seals)`;

export const newSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

const hostOf = (url: string) => new URL(url).host;

/** One change at a time: their number is checked, and events record what was really replaced. */
async function lockWebhooks(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('webhooks'))`);
}

async function withKey<T>(write: Parameters<typeof withCurrentKey<T>>[0]): Promise<T> {
  return withCurrentKey(write).catch((error: unknown) => {
    throw vaultRefusal(error);
  });
}

function selectWebhooks(executor: Executor) {
  return executor
    .select({
      ...{ id: webhooks.id, name: webhooks.name, url: webhooks.url, events: webhooks.events },
      ...{ sequence: webhooks.sequence, notBefore: webhooks.notBefore },
      ...{ disabledAt: webhooks.disabledAt, disabledFor: webhooks.disabledFor },
      ...{ failures: webhooks.failures, failingSince: webhooks.failingSince },
      createdAt: webhooks.createdAt,
      waiting: sql<number>`(select count(*)::int from webhook_deliveries
        where webhook_id = webhooks.id and state = 'pending')`,
      previousSecretEndsAt: sql<Date | null>`(select max(ends_at) from webhook_secrets
        where webhook_id = webhooks.id and ends_at > now())`,
    })
    .from(webhooks);
}

type Found = Awaited<ReturnType<typeof find>>;

function toWebhook(row: Found): Webhook {
  const { id, name, url, events, disabledFor, waiting, previousSecretEndsAt } = row;
  return {
    ...{ id, name, url, events, disabledFor, waiting },
    isDisabled: row.disabledAt !== null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretEndsAt: previousSecretEndsAt && new Date(previousSecretEndsAt).toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}
