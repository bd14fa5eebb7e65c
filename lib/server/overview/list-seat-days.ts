import 'server-only';
import { and, asc, eq, gte, lte } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { seatSnapshots } from '@/lib/server/db/schema';
import type { OverviewDay } from '@/lib/contract/overview';

const DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Seats of an account for each day from its first snapshot, at most `DAYS` ago, to today (UTC). A
 * day without a snapshot is there with nulls: a gap in the plot.
 */
export async function listSeatDays(accountId: string, now: Date): Promise<OverviewDay[]> {
  const today = dayOf(now.getTime());
  const first = dayOf(now.getTime() - (DAYS - 1) * DAY_MS);
  const rows = await db()
    .select()
    .from(seatSnapshots)
    .where(
      and(
        eq(seatSnapshots.accountId, accountId),
        gte(seatSnapshots.day, first),
        lte(seatSnapshots.day, today),
      ),
    )
    .orderBy(asc(seatSnapshots.day));
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const start = rows[0]?.day;
  if (start === undefined) return [];
  const days: OverviewDay[] = [];
  for (let ms = Date.parse(start); dayOf(ms) <= today; ms += DAY_MS) {
    const day = dayOf(ms);
    const { users = null, seats = null, seatsUsed = null } = byDay.get(day) ?? {};
    days.push({ day, users, seats, seatsUsed });
  }
  return days;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
