import 'server-only';
import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { mailMessages } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import type { MailSettings } from '@/lib/server/mail-settings';
import { describeError, log } from '@/lib/server/log';
import { MailError, serverFaults, type MailFault } from './faults';
import { readContent, type MailContent, type SentWith } from './kinds';
import { htmlPart, plainPart } from './layout';
import { deliver } from './smtp';
import { textOf } from './texts';

/** Longer than an attempt's deadline. */
const LEASE_SECONDS = 120;
/** An email whose answer was lost is sent once more, with the same Message-ID, and then never. */
const MOST_DOUBTS = 2;
const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 30 * 60;
/** After the server itself failed, for every email. */
const SERVER_WAIT_SECONDS = 10;
const AT_ONCE = 3;

type Row = typeof mailMessages.$inferSelect & { isLastAttempt: boolean };
export type QueuedMail = MailContent & Pick<Row, 'id' | 'recipient' | 'createdAt'>;

/** What is added at the moment of sending, or why the email isn't sent any more. */
export type Prepared = SentWith | 'no_longer_valid' | 'no_such_person';

export type GivenUp = { kind: string; recipient: string; fault: MailFault };

type Hooks = {
  /** Makes the one-time link, or reads what the email is about. The same for each attempt. */
  prepare: (mail: QueuedMail) => Promise<Prepared>;
  /** Called in the transaction that gives an email up. */
  onGivenUp?: (tx: Transaction, mail: GivenUp) => Promise<void>;
  signal?: AbortSignal;
};

/**
 * Sends what is due, until nothing is. Any number of processes may do so: a row is claimed with a
 * lease, and whether its text was handed over is in the row before it is.
 */
export async function sendDueMail(hooks: Hooks): Promise<void> {
  const { mail: settings } = env();
  if (!settings) return;
  await recoverLost();
  await Promise.all(Array.from({ length: AT_ONCE }, () => sendOnebyOne(settings, hooks)));
}

async function sendOnebyOne(settings: MailSettings, hooks: Hooks): Promise<void> {
  while (!hooks.signal?.aborted) {
    const row = await claim();
    if (!row) return;
    await attempt(row, settings, hooks);
  }
}

/**
 * Attempts that died: one that had begun to hand over the text may have been delivered. Those that
 * are past their time are given up.
 */
async function recoverLost(): Promise<void> {
  await db().execute(sql`
    update mail_messages set claim_id = null, lease_until = null, has_begun = false,
      not_before = now(), ${afterDoubt(sql`has_begun`)}
    where state = 'sending' and lease_until < now()`);
}

/** The columns after an attempt without an answer, if `isDoubt`; otherwise it is due again. */
function afterDoubt(isDoubt: ReturnType<typeof sql>) {
  const isLast = sql`(${isDoubt} and doubts + 1 >= ${MOST_DOUBTS})`;
  return sql`
    state = case when ${isDoubt} or doubts > 0 then 'unconfirmed' else 'pending' end,
    fault = case when ${isDoubt} then 'answer_lost' else fault end,
    doubts = doubts + (${isDoubt})::int,
    settled_at = case when ${isLast} then now() end,
    data = case when ${isLast} then '{}'::jsonb else data end`;
}

async function claim(): Promise<Row | null> {
  const id = createId('clm');
  const due = sql`select id from mail_messages
    where settled_at is null and not_before <= now() and state <> 'sending'
    order by not_before limit 1 for update skip locked`;
  const [row] = await db()
    .update(mailMessages)
    .set({
      ...{ state: 'sending', claimId: id, hasBegun: false },
      leaseUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
      attempts: sql`attempts + 1`,
    })
    .where(sql`id = (${due})`)
    .returning({
      ...getTableColumns(mailMessages),
      isLastAttempt: sql<boolean>`give_up_at <= now()`,
    });
  return row ?? null;
}

async function attempt(row: Row, settings: MailSettings, hooks: Hooks): Promise<void> {
  try {
    const content = readContent(row);
    if (!content) throw new MailError('internal');
    const { id, recipient, createdAt } = row;
    const mail = { ...content, id, recipient, createdAt };
    const prepared = await hooks.prepare(mail);
    if (prepared === 'no_such_person') return await forget(row);
    if (prepared === 'no_longer_valid') throw new MailError(prepared, { isFinal: true });
    const text = textOf(mail, prepared);
    const { appUrl } = env();
    await deliver(
      {
        ...{ id: row.id, to: row.recipient, subject: text.subject },
        ...{ text: plainPart(text, appUrl), html: htmlPart(text, appUrl) },
        attachments: prepared.attachments,
      },
      { settings, host: mailHost(), onBegin: () => begin(row) },
    );
    await settle(db(), row, { state: 'sent', fault: null });
  } catch (error) {
    await fail(row, error, hooks);
  }
}

/** Message ids are made up of an id of ours and the host people know. */
export function mailHost(): string {
  const { hostname } = new URL(env().appUrl);
  return hostname.includes('.') && !hostname.startsWith('[') ? hostname : 'reseller-desk.invalid';
}

const mine = ({ id, claimId }: Row) =>
  and(eq(mailMessages.id, id), eq(mailMessages.claimId, claimId ?? ''));

/** From here on it may be delivered. Another attempt has it if the lease ran out meanwhile. */
async function begin(row: Row): Promise<void> {
  const begun = await db().update(mailMessages).set({ hasBegun: true }).where(mine(row));
  if (begun.rowCount !== 1) throw new Error('Another attempt has this email.');
}

async function settle(
  executor: Pick<Transaction, 'update'>,
  row: Row,
  end: { state: 'sent' | 'failed'; fault: MailFault | null },
): Promise<boolean> {
  const settled = await executor
    .update(mailMessages)
    .set({ ...end, ...unclaimed, data: {}, settledAt: sql`now()` })
    .where(mine(row));
  return settled.rowCount === 1;
}

const unclaimed = { claimId: null, leaseUntil: null, hasBegun: false } as const;

/** Nothing is kept of an address that no one here has. */
async function forget(row: Row): Promise<void> {
  await db().delete(mailMessages).where(mine(row));
}

async function fail(row: Row, thrown: unknown, hooks: Hooks): Promise<void> {
  const error = thrown instanceof MailError ? thrown : new MailError('internal');
  const { fault, reply } = error;
  const { id: mailId, kind, recipient } = row;
  const cause = thrown === error ? undefined : describeError(thrown);
  log().warn({ mailId, kind, fault, reply, error: cause }, 'email not sent');
  if (error.mayBeDelivered) return waitAfterDoubt(row);
  if (!error.isFinal && !row.isLastAttempt) return waitToRetry(row, fault);
  await db().transaction(async (tx) => {
    const isMine = await settle(tx, row, { state: 'failed', fault });
    if (isMine) await hooks.onGivenUp?.(tx, { kind, recipient, fault });
  });
}

async function waitAfterDoubt(row: Row): Promise<void> {
  await db().execute(sql`
    update mail_messages set claim_id = null, lease_until = null, has_begun = false,
      not_before = now() + make_interval(secs => ${6 * FIRST_WAIT_SECONDS}),
      ${afterDoubt(sql`true`)}
    where id = ${row.id} and claim_id = ${row.claimId}`);
}

async function waitToRetry(row: Row, fault: MailFault): Promise<void> {
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (row.attempts - 1));
  await db()
    .update(mailMessages)
    .set({
      ...unclaimed,
      ...{ state: row.doubts > 0 ? 'unconfirmed' : 'pending', fault },
      notBefore: sql`least(give_up_at, now() + make_interval(secs => ${wait}))`,
    })
    .where(mine(row));
  if (!serverFaults.includes(fault)) return;
  const soon = sql`now() + make_interval(secs => ${SERVER_WAIT_SECONDS})`;
  await db().execute(sql`
    update mail_messages set not_before = greatest(not_before, ${soon})
    where settled_at is null and state <> 'sending'`);
}
