import 'server-only';
import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import { request } from 'undici';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { describeError, log } from '@/lib/server/log';
import { MailError, serverFaults } from '@/lib/server/mail/faults';
import { sendNow } from '@/lib/server/mail/send-now';
import type { MailText } from '@/lib/server/mail/texts';
import { formatDateTime, formatNumber } from '@/lib/shared/format';
import { appendToFile, checkpointLine, lastInFile } from './checkpoint-file';
import { lastCheckpoint, listCheckpoints, type Checkpoint } from './checkpoints';

/**
 * Why a checkpoint isn't where it should be. `ahead`: the file has later ones than the database, so
 * events were removed or an older backup was restored.
 */
export type OutletFailure = 'not_writable' | 'ahead' | 'unreachable' | 'refused';

const TIMEOUT_MS = 10_000;
const RETRY_SECONDS = 10;
/** So that a checkpoint of each hour finds its email, and a busy hour has only one. */
const MAIL_EVERY_SECONDS = 55 * 60;
const MAIL_RETRY_SECONDS = 60;
/** Longer than an attempt takes, for a process that dies during it. */
const LEASE_SECONDS = 120;

/**
 * Writes new checkpoints outside the database: each server to its own file, and one of them to the
 * receiver. What fails is tried again until it is taken. Never throws because of a file or a
 * receiver.
 */
export async function deliverCheckpoints(): Promise<void> {
  const last = await lastCheckpoint(db());
  if (!last) return;
  const { auditCheckpointFile, auditCheckpointUrl } = env();
  await attempt(`file ${hostname()}:${auditCheckpointFile}`, last, () =>
    writeFile(auditCheckpointFile, last),
  );
  if (auditCheckpointUrl) {
    await attempt(RECEIVER, last, (after) => post(auditCheckpointUrl, after));
  }
}

/**
 * The same by email, at most once an hour, from one server. Apart from the others: a mail server
 * that hangs takes most of a minute each time.
 */
export async function mailCheckpoints(): Promise<void> {
  const { checkpointMailTo } = env();
  const last = checkpointMailTo ? await lastCheckpoint(db()) : null;
  if (!checkpointMailTo || !last) return;
  await attempt(MAILBOX, last, (after) => mail(checkpointMailTo, after), {
    restSeconds: MAIL_EVERY_SECONDS,
    retrySeconds: MAIL_RETRY_SECONDS,
  });
}

/** Of all servers together: each checkpoint is posted once. */
export const RECEIVER = 'url';
/** The same for emails: each has all checkpoints since the one before. */
export const MAILBOX = 'mail';

class OutletError extends Error {
  override name = 'OutletError' as const;

  constructor(readonly failure: OutletFailure) {
    super(failure);
  }
}

/** @param deliver gets the last checkpoint that was taken, and returns the new last one */
async function attempt(
  outlet: string,
  last: Checkpoint,
  deliver: (after: number) => Promise<number>,
  { restSeconds = 0, retrySeconds = RETRY_SECONDS } = {},
): Promise<void> {
  if (!(await isDue(outlet, last.sequence))) return;
  const after = await claim(outlet, last.sequence);
  if (after === null) return;
  try {
    const sequence = await deliver(after);
    await db().execute(sql`
      update audit_outlets set sequence = ${sequence}, not_before = now() + make_interval(secs => ${restSeconds}),
        tried_at = now(), failing_since = null, failure = null
      where name = ${outlet}`);
  } catch (error) {
    const failure: OutletFailure = error instanceof OutletError ? error.failure : 'not_writable';
    await db().execute(sql`
      update audit_outlets set not_before = now() + make_interval(secs => ${retrySeconds}),
        tried_at = now(), failing_since = coalesce(failing_since, now()), failure = ${failure}
      where name = ${outlet}`);
    log().error({ outlet, failure, error: describeError(error) }, 'checkpoint not written');
  }
}

/** Only read: asked each second, and a claim that fails would write. */
async function isDue(outlet: string, last: number): Promise<boolean> {
  const { rows } = await db().execute<{ isDone: boolean }>(sql`
    select sequence >= ${last} and failing_since is null or not_before > now() as "isDone"
    from audit_outlets where name = ${outlet}`);
  return rows[0]?.isDone !== true;
}

/** @returns the last checkpoint that was taken; null: another process was quicker */
async function claim(outlet: string, last: number): Promise<number | null> {
  const until = sql`now() + make_interval(secs => ${LEASE_SECONDS})`;
  const { rows } = await db().execute<{ after: string }>(sql`
    insert into audit_outlets as known (name, not_before) values (${outlet}, ${until})
    on conflict (name) do update set not_before = ${until}
      where known.not_before <= now()
        and (known.sequence < ${last} or known.failing_since is not null)
    returning sequence as after`);
  return rows[0] ? Number(rows[0].after) : null;
}

/** The file itself shows what it has, so that one that was moved away is written anew. */
async function writeFile(path: string, last: Checkpoint): Promise<number> {
  let after = await lastInFile(path);
  if (after > last.sequence) throw new OutletError('ahead');
  while (after < last.sequence) {
    const checkpoints = await listCheckpoints(db(), { after });
    if (checkpoints.length === 0) break;
    await appendToFile(path, checkpoints);
    after = checkpoints.at(-1)?.sequence ?? after;
  }
  return after;
}

/** A new receiver gets the latest one, which covers all events before it, and then each. */
async function post(url: string, after: number): Promise<number> {
  const last = after === 0 ? await lastCheckpoint(db()) : null;
  const checkpoints = last ? [last] : await listCheckpoints(db(), { after, limit: 10 });
  for (const checkpoint of checkpoints) await postOne(url, checkpoint);
  return checkpoints.at(-1)?.sequence ?? after;
}

async function postOne(url: string, checkpoint: Checkpoint): Promise<void> {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: checkpointLine(checkpoint),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new OutletError('unreachable');
  });
  await answer.body.dump();
  if (answer.statusCode < 200 || answer.statusCode > 299) throw new OutletError('refused');
}

/** One email, like the receiver's first call with only the latest one. */
async function mail(to: string, after: number): Promise<number> {
  const newest = after === 0 ? await lastCheckpoint(db()) : null;
  const checkpoints = newest ? [newest] : await listCheckpoints(db(), { after });
  const last = checkpoints.at(-1);
  if (!last) return after;
  const content = checkpoints.map((one) => checkpointLine(one)).join('');
  const name = `checkpoints-${last.sequence}.jsonl`;
  try {
    await sendNow(textOf(last, checkpoints.length), {
      to,
      // The same for each attempt, so that a mailbox recognizes a second copy.
      id: `checkpoint-${last.sequence}-${last.hash.slice(0, 16)}`,
      attachments: [{ name, content, type: 'application/jsonl' }],
    });
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    throw new OutletError(serverFaults.includes(error.fault) ? 'unreachable' : 'refused');
  }
  return last.sequence;
}

function textOf({ sequence, hash, at, keyId }: Checkpoint, count: number): MailText {
  return {
    subject: `Audit log checkpoint ${formatNumber(sequence)}`,
    title: `Audit log checkpoint ${formatNumber(sequence)}`,
    paragraphs: [
      'Keep this email. With the attached file, an export of the audit log can be checked for events that were changed or cut off since.',
      count === 1
        ? 'The file has one signed checkpoint.'
        : `The file has ${formatNumber(count)} signed checkpoints, the last of which is below.`,
    ],
    facts: [
      ['Events', formatNumber(sequence)],
      ['Hash', hash],
      ['Time', `${formatDateTime(at, 'utc')} UTC`],
      ['Key', keyId],
    ],
  };
}
