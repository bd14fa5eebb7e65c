import 'server-only';
import { and, eq, gt, inArray, isNull, max, sql, desc } from 'drizzle-orm';
import type { StaffMember, SessionFacts } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { hasFactorSql } from '@/lib/server/auth/factors/find-factors';
import { networkOf } from '@/lib/server/auth/request-facts';
import { sessionHolds } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import {
  customers,
  setUpTokens,
  staffIdentities,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import type { Viewer } from '@/lib/server/policies/permissions';
import { describeBrowser } from '@/lib/shared/device';
import { placeOf } from '@/lib/shared/place';
import { compareTexts } from '@/lib/shared/text-order';
import { isWithin, noSuchStaff, requireStaffId } from './lock-staff';

/** Everyone who may sign in here, by email: for someone confined, those who see no more. */
export async function listStaff(viewer: Viewer & Pick<Actor, 'id'>): Promise<StaffMember[]> {
  const everyone = await db()
    .select({
      id: staffMembers.id,
      email: staffMembers.email,
      name: staffMembers.name,
      role: staffMembers.role,
      isDisabled: staffMembers.isDisabled,
      accountIds: staffMembers.accountIds,
      customerIds: staffMembers.customerIds,
      waitsForAdmin: staffMembers.waitsForAdmin,
      passwordHash: staffMembers.passwordHash,
      issuer: max(staffIdentities.issuer),
      hasFactor: hasFactorSql,
      createdAt: staffMembers.createdAt,
      lastSeenAt:
        sql`greatest(${staffMembers.lastSeenAt}, ${max(staffSessions.lastSeenAt)})`.mapWith(
          staffMembers.lastSeenAt,
        ),
      linkExpiresAt: max(setUpTokens.expiresAt),
    })
    .from(staffMembers)
    .leftJoin(staffSessions, eq(staffSessions.staffId, staffMembers.id))
    .leftJoin(staffIdentities, eq(staffIdentities.staffId, staffMembers.id))
    .leftJoin(
      setUpTokens,
      and(
        eq(setUpTokens.staffId, staffMembers.id),
        isNull(setUpTokens.spentAt),
        gt(setUpTokens.expiresAt, sql`now()`),
      ),
    )
    .groupBy(staffMembers.id);
  const rows = everyone.filter((staff) => staff.id === viewer.id || isWithin(viewer, staff));
  const nameOf = await namesOf(rows.flatMap(({ customerIds }) => customerIds ?? []));
  rows.sort((one, other) => compareTexts(one.email, other.email));
  return rows.map(({ passwordHash, issuer, createdAt, lastSeenAt, linkExpiresAt, ...row }) => ({
    ...row,
    customers: row.customerIds?.flatMap(nameOf) ?? null,
    hasPassword: passwordHash !== null,
    hasSingleSignOn: issuer !== null,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    linkExpiresAt: linkExpiresAt?.toISOString() ?? null,
  }));
}

async function namesOf(ids: readonly string[]) {
  const { id, name } = customers;
  const rows =
    ids.length === 0
      ? []
      : await db()
          .select({ id, name })
          .from(customers)
          .where(inArray(id, [...new Set(ids)]));
  const known = new Map(rows.map((row) => [row.id, row]));
  return (one: string) => known.get(one) ?? [];
}

/**
 * The browsers in which a person is signed in now, most recently used first.
 * @throws DeskError `not_found`, also if they see accounts that the actor doesn't
 */
export async function listSessions(actor: Actor, staffId: string): Promise<SessionFacts[]> {
  requireStaffId(staffId);
  const [staff] = await db()
    .select({ accountIds: staffMembers.accountIds, customerIds: staffMembers.customerIds })
    .from(staffMembers)
    .where(eq(staffMembers.id, staffId));
  if (!staff || !isWithin(actor, staff)) throw noSuchStaff();
  const rows = await db()
    .select()
    .from(staffSessions)
    // After a step-up the session continues as another row: only one of the two is shown.
    .where(
      and(eq(staffSessions.staffId, staffId), sessionHolds(), isNull(staffSessions.replacedBy)),
    )
    .orderBy(desc(staffSessions.lastSeenAt));
  const current = await publicIdOf(actor.sessionId);
  return rows.map((row) => ({
    id: row.publicId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
    device: describeBrowser(row.userAgent),
    place: isSameNetwork(row.ip, actor.ip) ? 'this_network' : placeOf(row.ip),
    isCurrent: row.publicId === current,
  }));
}

function isSameNetwork(ip: string | null, own: string | null): boolean {
  return ip !== null && own !== null && networkOf(ip) === networkOf(own);
}

/** The id of this session that is shown to people; a step-up doesn't change it. */
async function publicIdOf(sessionId: string | null): Promise<string | null> {
  if (sessionId === null) return null;
  const [row] = await db()
    .select({ publicId: staffSessions.publicId })
    .from(staffSessions)
    .where(eq(staffSessions.id, sessionId));
  return row?.publicId ?? null;
}
