import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import type { UpstreamList } from '@/lib/server/accounts/upstream-list';
import { env } from '@/lib/server/env';
import type { UpstreamUser } from '@/lib/contract/users';

/** Looks at the list after a lost answer: at once, and once more for an effect that came late. */
const WAITS_MS = [0, 2_000];
const MAX_BUDGET_MS = 15_000;
/** How long the adding waits for a list, so that it is known who was there before. */
const BEFORE_WAIT_MS = 3_000;

type Time = { sleep: (ms: number) => Promise<unknown> };
const systemTime: Time = { sleep: (ms) => delay(ms, undefined, { ref: false }) };

/**
 * Whether the e-mail is in the list before a write; null where no list can be had soon. Fetches it
 * where none is fresh: from an older one nothing could be concluded.
 */
export async function isListedBefore(
  list: UpstreamList<UpstreamUser>,
  email: string,
): Promise<boolean | null> {
  const fetched = list.read({ waitMs: BEFORE_WAIT_MS }).then(
    ({ items, isStale }) => (isStale ? null : has(items, email)),
    () => null,
  );
  return Promise.race([fetched, systemTime.sleep(BEFORE_WAIT_MS).then(() => null)]);
}

/**
 * Looks in the list whether a write whose answer was lost was carried out, within the time that
 * one upstream call may take.
 * @returns true: the user is there now and was not before. Else why that can't be said.
 */
export async function confirmByList(
  list: UpstreamList<UpstreamUser>,
  email: string,
  wasListed: boolean | null,
  time: Time = systemTime,
): Promise<true | 'absent' | 'listed_before' | 'unknown_before' | 'unreadable'> {
  const budgetMs = Math.min(env().upstreamTimeoutMs, MAX_BUDGET_MS);
  const deadline = delay(budgetMs + sum(WAITS_MS), null, { ref: false });
  let found: 'absent' | 'unreadable' = 'unreadable';
  for (const waitMs of WAITS_MS) {
    if (waitMs > 0) await time.sleep(Math.min(waitMs, budgetMs));
    list.invalidate();
    const items = await Promise.race([
      list.refresh().then(
        (fetched) => fetched.items,
        () => null,
      ),
      deadline,
    ]);
    if (items === null) continue;
    if (has(items, email)) {
      if (wasListed === false) return true;
      return wasListed === null ? 'unknown_before' : 'listed_before';
    }
    found = 'absent';
  }
  return found;
}

function has(items: readonly UpstreamUser[], email: string): boolean {
  return items.some(({ username }) => username === email);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
