import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordRefusal } from '@/lib/server/auth/record-refusal';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { hasFactorSql } from './find-factors';

/**
 * When the staff member of the outer query must have a second factor by the policy for their role:
 * the grace runs from the day the policy named the role, or the person got it. Null: no need.
 */
const dueAt = sql<Date | null>`(select
    greatest(
      (staff_policies.factor_required_since ->> staff_members.role)::timestamptz,
      staff_members.role_since
    ) + make_interval(days => coalesce((staff_policies.policy ->> 'secondFactorGraceDays')::int, 0))
  from staff_policies
  where jsonb_exists(staff_policies.policy -> 'secondFactorFor', staff_members.role))`.mapWith(
  staffMembers.roleSince,
);

/**
 * Whether the staff member of the outer query may reach nothing but the page that adds a second
 * factor: the only place that decides this. A password too short to stand alone needs one, too.
 */
export const lacksFactorSql = sql<boolean>`(
  (staff_members.has_short_password or coalesce(${dueAt} <= now(), false))
  and not ${hasFactorSql})`;

/** When the person must have a second factor, if they have none; null: no need. */
export async function factorDueAt(staffId: string): Promise<Date | null> {
  const [row] = await db()
    .select({ dueAt, hasFactor: hasFactorSql })
    .from(staffMembers)
    .where(eq(staffMembers.id, staffId));
  return row && !row.hasFactor ? row.dueAt : null;
}

/** Refuses, with one event a minute: a page left open may ask every few seconds. */
export async function refuseWithoutFactor(actor: Actor): Promise<never> {
  await recordRefusal(actor, 'access.second_factor_missing');
  throw new DeskError('second_factor_missing', {
    detail: 'Your account needs a second factor. Open Reseller Desk and add one to continue.',
  });
}
