import 'server-only';
import { and, eq, gt, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { NextRequest } from 'next/server';
import type { Role } from '@/lib/contract/staff';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, createId, type Transaction } from '@/lib/server/db/client';
import {
  passkeys,
  roles,
  staffMembers,
  staffSessions,
  staffPolicies,
} from '@/lib/server/db/schema';
import { permissionsIn, permissionsWithin, roleNameOf } from '@/lib/server/policies/permissions';
import type { Permission } from '@/lib/shared/permissions';
import { SESSION_HOURS, SESSION_IDLE_MINUTES } from '@/lib/shared/wire';
import { hasSecondFactor } from './factors/find-factors';
import { lacksFactorSql } from './factors/requirement';
import { noteNewDevice } from './new-device';
import { clientAddress } from './request-facts';
import { sessionCookie, decodeSessionToken } from './session-token';

/** A staff member whose session was just found valid. Callers check `status` positively. */
export type SessionStaff = {
  id: string;
  email: string;
  name: string;
  role: Role;
  roleName: string;
  permissions: readonly Permission[];
  accountIds: string[] | null;
  customerIds: string[] | null;
  /** They have to add a second factor before they reach anything else. */
  lacksFactor: boolean;
  /** In this session: they signed in at the OpenID provider. */
  isSingleSignOn: boolean;
  status: 'active';
};

export type StaffSession = { id: string; staff: SessionStaff };

type Inserter = Pick<ReturnType<typeof db>, 'insert'>;
type Updater = Pick<ReturnType<typeof db>, 'update'>;

/** Starts a session. @returns its id, 144 random bits */
export async function startSession(
  staffId: string,
  client: { ip: string | null; userAgent: string | null },
  executor: Inserter = db(),
): Promise<string> {
  const id = createId('ses');
  await executor.insert(staffSessions).values({
    id,
    staffId,
    ip: client.ip,
    userAgent: client.userAgent?.slice(0, 300) ?? null,
    expiresAt: sql`now() + make_interval(hours => ${ofPolicy('sessionHours', SESSION_HOURS)})`,
  });
  return id;
}

/** A number of the team policy, read by the same statement, so that a change counts at once. */
function ofPolicy(name: keyof StaffPolicy, usual: number): SQL {
  return sql`coalesce((select (${staffPolicies.policy} ->> ${name})::int from ${staffPolicies}), ${usual})`;
}

/** Not ended, not older and not longer unused than the policy allows. Times are the database's. */
export function sessionHolds() {
  return and(
    isNull(staffSessions.revokedAt),
    gt(staffSessions.expiresAt, sql`now()`),
    gt(
      staffSessions.createdAt,
      sql`now() - make_interval(hours => ${ofPolicy('sessionHours', SESSION_HOURS)})`,
    ),
    gt(
      staffSessions.lastSeenAt,
      sql`now() - make_interval(mins => ${ofPolicy('sessionIdleMinutes', SESSION_IDLE_MINUTES)})`,
    ),
  );
}

/**
 * The session with this id if it is valid and its staff member isn't disabled. One indexed read.
 * @param isBackground whether no one caused this call: only what a person does renews a session
 */
export async function findSession(
  id: string,
  { isBackground = false }: { isBackground?: boolean } = {},
): Promise<StaffSession | null> {
  const [row] = await db()
    .select({
      id: staffMembers.id,
      email: staffMembers.email,
      name: staffMembers.name,
      role: staffMembers.role,
      customRole: { name: roles.name, permissions: roles.permissions },
      accountIds: staffMembers.accountIds,
      customerIds: staffMembers.customerIds,
      // Who signed in at the provider showed their factors there.
      lacksFactor: sql<boolean>`${lacksFactorSql} and not ${staffSessions.isSingleSignOn}`,
      isSingleSignOn: staffSessions.isSingleSignOn,
      isDueForTouch: sql<boolean>`${staffSessions.lastSeenAt} < now() - interval '1 minute'`,
    })
    .from(staffSessions)
    .innerJoin(staffMembers, eq(staffMembers.id, staffSessions.staffId))
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .where(and(eq(staffSessions.id, id), sessionHolds(), eq(staffMembers.isDisabled, false)));
  if (!row) return null;
  const { isDueForTouch, customRole, ...staff } = row;
  if (isDueForTouch && !isBackground) {
    await db()
      .update(staffSessions)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(staffSessions.id, id));
  }
  const ofRole = {
    roleName: roleNameOf(staff.role, customRole?.name),
    permissions: permissionsWithin(
      staff,
      permissionsIn(staff.role, customRole?.permissions ?? null),
    ),
  };
  return { id, staff: { ...staff, ...ofRole, status: 'active' } };
}

/** Which of these sessions are still valid; this renews none of them. */
export async function findHoldingSessions(ids: readonly string[]): Promise<Set<string>> {
  const rows = await db()
    .select({ id: staffSessions.id })
    .from(staffSessions)
    .innerJoin(staffMembers, eq(staffMembers.id, staffSessions.staffId))
    .where(
      and(inArray(staffSessions.id, [...ids]), sessionHolds(), eq(staffMembers.isDisabled, false)),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Also under the id it had before a step-up, and the one it has since. */
export async function endSession(id: string, executor: Updater = db()): Promise<void> {
  const successor = sql`(select replaced_by from ${staffSessions} where id = ${id})`;
  await executor
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        or(
          eq(staffSessions.id, id),
          eq(staffSessions.replacedBy, id),
          eq(staffSessions.id, successor),
        ),
        isNull(staffSessions.revokedAt),
      ),
    );
}

/** Ends every session of a staff member: disabled, deleted, or signed out by an administrator. */
export async function endSessionsOf(staffId: string, executor: Updater = db()): Promise<void> {
  await executor
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(staffSessions.staffId, staffId), isNull(staffSessions.revokedAt)));
}

type Cookies = { get(name: string): { value: string } | undefined };

/**
 * The session behind a request's cookie, or null. The token only names a row; the row decides.
 * @param isBackground whether no one caused this request: then it doesn't renew the session
 */
export async function readSession(
  cookies: Cookies,
  { isBackground }: { isBackground: boolean },
): Promise<StaffSession | null> {
  const sessionId = await sessionIdIn(cookies);
  return sessionId === null ? null : findSession(sessionId, { isBackground });
}

/**
 * The session that a cookie names. A token that can't be read (forged, cut, from another secret)
 * names none, and is never an error.
 */
async function sessionIdIn(cookies: Cookies): Promise<string | null> {
  const token = cookies.get(sessionCookie().name)?.value;
  if (!token || token.length > 4_096) return null;
  const claims = await decodeSessionToken(token).catch(() => null);
  const sessionId = claims?.sid;
  return typeof sessionId === 'string' ? sessionId : null;
}

/** What the password was compared with, and whether a second factor was used; or a passkey. */
type SignInProof = { passwordHash: string | null; hasUsedFactor: boolean } | { passkeyId: string };

async function isProofEnough(tx: Transaction, staffId: string, proof: SignInProof) {
  if (!('passkeyId' in proof)) return proof.hasUsedFactor || !(await hasSecondFactor(staffId, tx));
  return (await tx.$count(passkeys, eq(passkeys.id, proof.passkeyId))) === 1;
}

/**
 * Creates a session with its event, and ends the one whose cookie it replaces in this browser: all
 * or nothing.
 * @returns null if the person was disabled, or their password or factors changed, just now
 */
export async function openSession(
  request: NextRequest,
  actor: Actor,
  proof: SignInProof,
): Promise<string | null> {
  const client = {
    ip: clientAddress(request.headers),
    userAgent: request.headers.get('user-agent'),
  };
  const replaced = await sessionIdIn(request.cookies);
  return db().transaction(async (tx) => {
    const [current] = await tx
      .select({ id: staffMembers.id })
      .from(staffMembers)
      .where(
        and(
          eq(staffMembers.id, actor.id),
          'passkeyId' in proof
            ? undefined
            : eq(staffMembers.passwordHash, proof.passwordHash ?? ''),
          eq(staffMembers.isDisabled, false),
        ),
      )
      .for('share');
    if (!current) return null;
    // A factor is added under a lock on the same row: read after it, so that none is passed over.
    if (!(await isProofEnough(tx, actor.id, proof))) return null;
    await recordEvent(actor, { action: 'session.started', outcome: 'success' }, tx);
    if (replaced !== null) await endSession(replaced, tx);
    const id = await startSession(actor.id, client, tx);
    await noteNewDevice(tx, request.headers, actor, id);
    return id;
  });
}
