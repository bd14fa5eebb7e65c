import 'server-only';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { normalizeEmail } from '@/lib/contract/common';
import type { Role } from '@/lib/contract/staff';
import { noScope, type Actor } from '@/lib/server/actor';
import { endGrantsOf } from '@/lib/server/approvals/end-grants';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { staffIdentities, staffMembers, staffSessions } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { queueMail } from '@/lib/server/mail/queue';
import type { OidcSettings } from '@/lib/server/oidc-settings';
import { builtInRoles, type BuiltInRole } from '@/lib/shared/permissions';
import { hasOtherAdministrator } from './last-administrator';
import { noteNewDevice } from './new-device';
import { clientAddress, requestIdOf } from './request-facts';
import { endSession, endSessionsOf, readSession, startSession } from './sessions';

/** Why someone with a good ID token isn't let in, as the sign-in page has it in `?error=`. */
export type IdentityRefusal =
  | 'identity_not_connected'
  | 'identity_taken'
  | 'domain_not_allowed'
  | 'address_not_verified'
  | 'waiting_for_admin'
  | 'access_denied';

/** The verified ID token, as far as it is used. Providers write `email_verified` as text, too. */
const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.string().max(320).optional().catch(undefined),
  email_verified: z
    .union([z.boolean(), z.literal('true').transform(() => true)])
    .catch(false)
    .optional(),
  name: z.string().max(500).optional().catch(undefined),
  auth_time: z.number().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

type SignedIn = { id: string; email: string; sid: string };
type StaffRow = typeof staffMembers.$inferSelect;

/**
 * Signs in the person of an ID token that next-auth has verified (signature, audience, time,
 * nonce). The key is issuer and subject, never the address: an identity is connected only by its
 * own signed-in person, and someone new comes only with a verified address of an allowed domain.
 */
export async function signInByIdentity(
  request: NextRequest,
  given: unknown,
): Promise<SignedIn | IdentityRefusal> {
  const settings = env().oidc;
  const parsed = claimsSchema.safeParse(given);
  if (!settings || !parsed.success || !isFrom(settings, parsed.data)) return 'access_denied';
  const claims = parsed.data;
  const session = await readSession(request.cookies, { isBackground: true });
  return db().transaction(async (tx) => {
    if (session && (await endsConnecting(tx, session.id))) {
      return connect(tx, request, claims, { ...session.staff, sid: session.id });
    }
    const staff =
      (await findByIdentity(tx, claims)) ?? (await addNew(tx, request, claims, settings));
    if (typeof staff === 'string') return refuse(tx, request, claims, staff);
    if (staff.isDisabled) {
      return refuse(
        tx,
        request,
        claims,
        staff.waitsForAdmin ? 'waiting_for_admin' : 'access_denied',
      );
    }
    await followRole(tx, request, staff, claims, settings);
    return open(tx, request, staff, { claims, replaced: session?.id ?? null });
  });
}

/** Some providers write the issuer with a slash at the end, and people leave it out. */
function isFrom({ issuer }: OidcSettings, { iss }: Claims): boolean {
  return iss.replace(/\/$/, '') === issuer.replace(/\/$/, '');
}

/** Whether this session asked to connect an identity; that is over then. */
async function endsConnecting(tx: Transaction, sessionId: string): Promise<boolean> {
  const { rowCount } = await tx
    .update(staffSessions)
    .set({ mayConnectUntil: null })
    .where(and(eq(staffSessions.id, sessionId), gt(staffSessions.mayConnectUntil, sql`now()`)));
  return rowCount === 1;
}

async function connect(
  tx: Transaction,
  request: NextRequest,
  { iss: issuer, sub: subject }: Claims,
  { sid, ...staff }: { id: string; email: string; role: Role; sid: string },
): Promise<SignedIn | IdentityRefusal> {
  const added = await tx
    .insert(staffIdentities)
    .values({ issuer, subject, staffId: staff.id })
    .onConflictDoNothing();
  if (added.rowCount !== 1) return 'identity_taken';
  const event = { action: 'identity.connected', target: staff.email, outcome: 'success' } as const;
  await recordEvent(actorOf(request, staff), { ...event, details: { issuer } }, tx);
  const data = { at: new Date().toISOString(), issuer };
  await queueMail(tx, { to: staff.email, kind: 'identity_connected', data });
  return { id: staff.id, email: staff.email, sid };
}

async function findByIdentity(tx: Transaction, { iss, sub }: Claims): Promise<StaffRow | null> {
  const mine = and(eq(staffIdentities.issuer, iss), eq(staffIdentities.subject, sub));
  const [known] = await tx
    .update(staffIdentities)
    .set({ lastUsedAt: sql`now()` })
    .where(mine)
    .returning({ staffId: staffIdentities.staffId });
  if (!known) return null;
  const [staff] = await tx.select().from(staffMembers).where(eq(staffMembers.id, known.staffId));
  return staff ?? null;
}

/** Someone who comes for the first time: let in, or kept waiting for an administrator. */
async function addNew(
  tx: Transaction,
  request: NextRequest,
  claims: Claims,
  settings: OidcSettings,
): Promise<StaffRow | IdentityRefusal> {
  const email = normalizeEmail(claims.email ?? '');
  if (email === null || claims.email_verified !== true) return 'address_not_verified';
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (!settings.allowedDomains.includes(domain)) return 'domain_not_allowed';
  const role = mappedRole(claims, settings) ?? settings.defaultRole;
  const [staff] = await tx
    .insert(staffMembers)
    .values({
      ...{ id: createId('stf'), email, name: claims.name?.trim().slice(0, 100) || email },
      ...{ role: role ?? 'viewer', isDisabled: role === undefined },
      waitsForAdmin: role === undefined,
    })
    .onConflictDoNothing()
    .returning();
  // Someone with this address is on the team already. They connect the identity themselves.
  if (!staff) return 'identity_not_connected';
  const { iss: issuer, sub: subject } = claims;
  await tx.insert(staffIdentities).values({ issuer, subject, staffId: staff.id });
  const event = { action: 'identity.person_added', target: email, outcome: 'success' } as const;
  const details = { issuer, role: role ?? null };
  await recordEvent(actorOf(request, staff), { ...event, details }, tx);
  return staff;
}

/** The highest of the roles of the person's groups; undefined: none of them has one. */
function mappedRole(claims: Claims, { roleClaim, roleMap }: OidcSettings): BuiltInRole | undefined {
  const given = roleClaim === undefined ? [] : [claims[roleClaim]].flat();
  const mapped = given.flatMap((group) =>
    typeof group === 'string' && Object.hasOwn(roleMap, group) ? [roleMap[group]] : [],
  );
  return builtInRoles.findLast((role) => mapped.includes(role));
}

/** With a role claim, the provider's groups decide the role. The last administrator stays one. */
async function followRole(
  tx: Transaction,
  request: NextRequest,
  staff: StaffRow,
  claims: Claims,
  settings: OidcSettings,
): Promise<void> {
  const role = mappedRole(claims, settings);
  if (role === undefined || role === staff.role) return;
  await tx.execute(sql`lock table ${staffMembers} in share row exclusive mode`);
  if (staff.role === 'administrator' && !(await hasOtherAdministrator(tx, staff.id))) return;
  await tx
    .update(staffMembers)
    .set({ role, roleSince: sql`now()` })
    .where(eq(staffMembers.id, staff.id));
  await endSessionsOf(staff.id, tx);
  await endGrantsOf(tx, actorOf(request, staff), staff.id, 'role');
  const details = { before: { role: staff.role }, after: { role }, by: 'single sign-on' };
  const event = { action: 'staff.changed', target: staff.email, outcome: 'success' } as const;
  await recordEvent(actorOf(request, staff), { ...event, details }, tx);
}

/** A sign-in at the provider that was just now also counts as a confirmation. */
const FRESH_SECONDS = 60;

async function open(
  tx: Transaction,
  request: NextRequest,
  staff: StaffRow,
  { claims, replaced }: { claims: Claims; replaced: string | null },
): Promise<SignedIn> {
  const details = { by: 'single sign-on', issuer: claims.iss };
  const event = { action: 'session.started', outcome: 'success', details } as const;
  await recordEvent(actorOf(request, staff), event, tx);
  if (replaced !== null) await endSession(replaced, tx);
  const client = {
    ip: clientAddress(request.headers),
    userAgent: request.headers.get('user-agent'),
  };
  const sid = await startSession(staff.id, client, tx);
  const { auth_time: at = 0 } = claims;
  // Its clock may be ahead of ours, but not by more.
  const isFresh = Math.abs(Date.now() / 1_000 - at) < FRESH_SECONDS;
  await tx
    .update(staffSessions)
    .set({ isSingleSignOn: true, ...(isFresh && { steppedUpAt: sql`now()` }) })
    .where(eq(staffSessions.id, sid));
  await noteNewDevice(tx, request.headers, staff, sid);
  return { id: staff.id, email: staff.email, sid };
}

async function refuse(
  tx: Transaction,
  request: NextRequest,
  claims: Claims,
  code: IdentityRefusal,
): Promise<IdentityRefusal> {
  const email = normalizeEmail(claims.email ?? '') ?? 'unknown';
  const actor = actorOf(request, { id: 'unknown', email, role: 'viewer' });
  const details = { by: 'single sign-on', code, issuer: claims.iss };
  await recordEvent(actor, { action: 'session.refused', outcome: 'denied', details }, tx);
  return code;
}

function actorOf(request: NextRequest, staff: { id: string; email: string; role: Role }): Actor {
  const { id, email, role } = staff;
  return {
    ...{ id, email, role, permissions: [], sessionId: null, ...noScope },
    ip: clientAddress(request.headers),
    requestId: requestIdOf(request.headers),
  };
}
