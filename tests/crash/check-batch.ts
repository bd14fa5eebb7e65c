import { eq, sql } from 'drizzle-orm';
import { readTruth } from '@/lib/sandbox/truth-log';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';

export type Verdict = {
  lost: string[];
  duplicated: string[];
  phantom: string[];
  stuck: string[];
  unaudited: string[];
  /** Rows left to a person, as the contract allows. Not an error. */
  unconfirmed: number;
  invited: number;
};

/**
 * Compares what our database says of batches with what RemotePC really did.
 *
 * - **lost**: a row of an acknowledged batch that the database does not have.
 * - **duplicated**: RemotePC acted on a row more often than the row says it was sent, or more than
 *   twice (once, and once again after a lost answer); or it was acted on again after an answer that
 *   we had written down, which shows as the former.
 * - **phantom**: the row says something of RemotePC that isn't so. `invited` or `already_invited`
 *   where it was never asked; `exists` (nobody is a customer here); `rejected` or `cancelled` of a
 *   row that RemotePC did act on.
 * - **stuck**: the row has not ended.
 * - **unaudited**: a row without exactly one event of its end, or more calls at RemotePC than events
 *   that announce one.
 * @param expected the addresses of each acknowledged batch, in order
 */
export async function checkBatches(
  expected: ReadonlyMap<string, readonly string[]>,
  truthPath: string,
): Promise<Verdict> {
  const truth = readTruth(truthPath);
  const asked = timesAsked(truth);
  const verdict: Verdict = {
    lost: [],
    duplicated: [],
    phantom: [],
    stuck: [],
    unaudited: [],
    unconfirmed: 0,
    invited: 0,
  };
  for (const [batchId, emails] of expected) {
    const stored = await db().select().from(invitations).where(eq(invitations.batchId, batchId));
    const rows = new Map(stored.map((row) => [row.index, row]));
    const ends = await endEvents(batchId);
    for (const [index, email] of emails.entries()) {
      const row = rows.get(index);
      const times = asked.get(email) ?? 0;
      const line = `${batchId} ${index} ${email} ${row?.status} sent ${row?.attempts}, asked ${times}`;
      if (row?.email !== email) {
        verdict.lost.push(line);
        continue;
      }
      // A row that repeats an address is never sent; the first one counts for both.
      if (row.duplicateOf === null && (times > row.attempts || times > 2)) {
        verdict.duplicated.push(line);
      }
      if (isUntrue(row.status, times)) verdict.phantom.push(line);
      if (row.status === 'pending' || row.status === 'sending') verdict.stuck.push(line);
      if (row.status === 'unconfirmed') verdict.unconfirmed += 1;
      if (row.status === 'invited') verdict.invited += 1;
    }
    const wanted = emails.toSorted();
    if (JSON.stringify(ends) !== JSON.stringify(wanted)) {
      verdict.unaudited.push(`${batchId}: ${ends.length} ends of ${wanted.length} rows`);
    }
  }
  const calls = truth.filter(({ kind }) => kind === 'call').length;
  const announced = await countAnnounced();
  if (calls > announced) verdict.unaudited.push(`${calls} calls, ${announced} announced`);
  return verdict;
}

/** The expected status; `unconfirmed` may be anything that the faults explain. */
export const faultless: Partial<Verdict> = {
  lost: [],
  duplicated: [],
  phantom: [],
  stuck: [],
  unaudited: [],
};

export function printVerdict(name: string, verdict: Verdict): void {
  const { lost, duplicated, phantom, stuck, unaudited, invited, unconfirmed } = verdict;
  const faults = { lost, duplicated, phantom, stuck, unaudited };
  const counts = Object.entries(faults).map(([word, lines]) => `${word} ${lines.length}`);
  console.log(`${name}: ${counts.join(' / ')} (invited ${invited}, unconfirmed ${unconfirmed})`);
  for (const [word, lines] of Object.entries(faults)) {
    for (const line of lines.slice(0, 5)) console.log(`  ${word}: ${line}`);
  }
}

function isUntrue(status: string, times: number): boolean {
  if (status === 'invited' || status === 'already_invited') return times === 0;
  if (status === 'rejected' || status === 'cancelled') return times > 0;
  return status === 'exists';
}

function timesAsked(truth: ReturnType<typeof readTruth>): Map<string, number> {
  const times = new Map<string, number>();
  for (const line of truth) {
    if (line.kind !== 'effect') continue;
    for (const { email } of line.rows) times.set(email, (times.get(email) ?? 0) + 1);
  }
  return times;
}

async function endEvents(batchId: string): Promise<string[]> {
  const { rows } = await db().execute<{ target: string }>(sql`
    select target from audit_events
    where action like 'invitation.%' and details->>'batchId' = ${batchId}`);
  return rows.map(({ target }) => target).toSorted();
}

async function countAnnounced(): Promise<number> {
  const { rows } = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from audit_events where action = 'batch.chunk_requested'`);
  return rows[0]?.count ?? 0;
}
