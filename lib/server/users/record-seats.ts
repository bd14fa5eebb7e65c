import 'server-only';
import { db } from '@/lib/server/db/client';
import { seatSnapshots } from '@/lib/server/db/schema';
import type { UpstreamUser } from '@/lib/contract/users';
import { summarizeUsers } from './summarize-users';

/** The account's seats of that day (UTC); the last list of a day stands. */
export async function recordSeats(
  accountId: string,
  items: readonly UpstreamUser[],
  fetchedAt: Date,
): Promise<void> {
  const { users, seats, seatsUsed } = summarizeUsers(items);
  const day = fetchedAt.toISOString().slice(0, 10);
  await db()
    .insert(seatSnapshots)
    .values({ accountId, day, users, seats, seatsUsed })
    .onConflictDoUpdate({
      target: [seatSnapshots.accountId, seatSnapshots.day],
      set: { users, seats, seatsUsed },
    });
}
