import 'server-only';
import { randomBytes } from 'node:crypto';
import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import {
  MOST_TOKEN_DAYS,
  TOKEN_DAYS,
  type AddTokenInput,
  type ApiToken,
  type NewToken,
  type TokenCall,
} from '@/lib/contract/tokens';
import type { Actor } from '@/lib/server/actor';
import { isAddressOrRange } from '@/lib/server/address-ranges';
import { recordEvent } from '@/lib/server/audit/record';
import { hashApiToken, permissionsOfToken } from '@/lib/server/auth/api-tokens';
import { requireStepUp } from '@/lib/server/auth/require-permission';
import { CALLS_KEPT, flushTokenCalls } from '@/lib/server/auth/token-calls';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import {
  apiTokenCalls,
  apiTokens,
  customers,
  roles,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { permissionsWithin, roleNameOf } from '@/lib/server/policies/permissions';
import { requireOwnAccounts } from './change-staff';
import { permissionsOfRole, requireNoMore } from './lock-staff';

/** Of one person. */
const MOST_TOKENS = 50;
const DAY_MS = 24 * 60 * 60 * 1_000;

const tokenRoles = alias(roles, 'token_roles');

/** The person's own tokens, the newest first. */
export async function listTokens(actor: Actor): Promise<ApiToken[]> {
  await flushTokenCalls();
  const rows = await db()
    .select({
      stored: apiTokens,
      isExpired: sql<boolean>`${apiTokens.expiresAt} <= now()`,
      owner: staffMembers,
      ofOwner: roles.permissions,
      ofToken: tokenRoles.permissions,
      roleName: tokenRoles.name,
    })
    .from(apiTokens)
    .innerJoin(staffMembers, eq(staffMembers.id, apiTokens.staffId))
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .leftJoin(tokenRoles, eq(tokenRoles.id, apiTokens.role))
    .where(eq(apiTokens.staffId, actor.id))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));
  return rows.map(({ stored, isExpired, roleName, ...row }) => ({
    id: stored.id,
    name: stored.name,
    role: stored.role,
    roleName: roleNameOf(stored.role, roleName ?? undefined),
    permissions: [...permissionsOfToken({ stored, ...row })],
    scopes: stored.scopes,
    accountIds: stored.accountIds,
    customerIds: stored.customerIds,
    addressRanges: stored.addressRanges,
    createdAt: stored.createdAt.toISOString(),
    expiresAt: stored.expiresAt.toISOString(),
    isExpired,
    lastUsedAt: stored.lastUsedAt?.toISOString() ?? null,
  }));
}

/**
 * Creates a token for the person's own use. The result is the only place where it ever appears.
 * @throws DeskError `step_up_required`; `invalid_request` a role, an account or a range that doesn't
 * exist, a permission that the role doesn't have, or a time that is past or too far away;
 * `forbidden` a role that allows more than the person's; `conflict` too many
 */
export async function addToken(
  actor: Actor,
  input: AddTokenInput,
  now = new Date(),
): Promise<NewToken> {
  await requireStepUp(actor);
  const expiresAt = expiryOf(input, now);
  requireRanges(input.addressRanges);
  if (input.accountIds) await requireOwnAccounts(actor, input.accountIds);
  const id = createId('tok');
  const token = `rd_${randomBytes(32).toString('base64url')}`;
  const { name, role, scopes, accountIds, customerIds, addressRanges } = input;
  await db().transaction(async (tx) => {
    await requireTokenRole(tx, actor, input);
    if (customerIds) await requireOwnCustomers(tx, actor, customerIds);
    await requireRoom(tx, actor);
    const isSingleSignOn = sql`coalesce((select is_single_sign_on from ${staffSessions}
      where ${staffSessions.id} = ${actor.sessionId}), false)`;
    await tx.insert(apiTokens).values({
      ...{ id, staffId: actor.id, hash: hashApiToken(token), isSingleSignOn, expiresAt },
      ...{ name, role, scopes, accountIds, customerIds, addressRanges },
    });
    const details = {
      ...{ id, role, scopes, accountIds, customerIds, addressRanges },
      expiresAt: expiresAt.toISOString(),
    };
    const event = { action: 'token.created', target: name, outcome: 'success', details } as const;
    await recordEvent(actor, event, tx);
  });
  return { id, token };
}

/** From the next call on, the token is unknown. @throws DeskError `not_found` */
export async function deleteToken(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const [deleted] = await tx
      .delete(apiTokens)
      .where(own(actor, id))
      .returning({ name: apiTokens.name });
    if (!deleted) throw noSuchToken();
    const event = { action: 'token.deleted', target: deleted.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id } }, tx);
  });
}

/** The last calls with the token, the newest first. @throws DeskError `not_found` */
export async function listTokenCalls(actor: Actor, id: string): Promise<TokenCall[]> {
  await flushTokenCalls();
  const [token] = await db().select({ id: apiTokens.id }).from(apiTokens).where(own(actor, id));
  if (!token) throw noSuchToken();
  const rows = await db()
    .select()
    .from(apiTokenCalls)
    .where(eq(apiTokenCalls.tokenId, id))
    .orderBy(desc(apiTokenCalls.id))
    .limit(CALLS_KEPT);
  return rows.map(({ at, method, route, status }) => ({
    ...{ at: at.toISOString(), method, route, status },
  }));
}

function own(actor: Actor, id: string) {
  return and(eq(apiTokens.id, id), eq(apiTokens.staffId, actor.id));
}

function noSuchToken(): DeskError {
  return new DeskError('not_found', {
    detail: 'This token doesn’t exist, or isn’t yours. Reload the page.',
  });
}

function expiryOf({ expiresAt }: AddTokenInput, now: Date): Date {
  if (expiresAt === undefined) return new Date(now.getTime() + TOKEN_DAYS * DAY_MS);
  const at = new Date(expiresAt);
  const isSoonEnough = at.getTime() <= now.getTime() + MOST_TOKEN_DAYS * DAY_MS;
  if (at > now && isSoonEnough) return at;
  throw invalid(
    'expiresAt',
    at > now ? `A token works for a year at most.` : 'This time has passed.',
  );
}

function requireRanges(ranges: readonly string[] | null): void {
  const place = ranges?.findIndex((range) => !isAddressOrRange(range)) ?? -1;
  if (place < 0) return;
  throw invalid(
    `addressRanges[${place}]`,
    `${ranges?.[place]} isn’t an address or a range such as 203.0.113.0/24 or 2001:db8::/32.`,
  );
}

/**
 * A role that allows no more than the person's within their scope, and scopes of it: otherwise the
 * token would have a permission on the day that the role or the person gets it.
 */
async function requireTokenRole(
  tx: Transaction,
  actor: Actor,
  { role, scopes }: AddTokenInput,
): Promise<void> {
  const allowed = await permissionsOfRole(tx, role);
  if (!allowed) throw invalid('role', 'This role doesn’t exist any more. Select another one.');
  requireNoMore(actor, permissionsWithin(actor, allowed), 'This role allows more than yours');
  const place = scopes?.findIndex((scope) => !allowed.includes(scope)) ?? -1;
  if (place < 0) return;
  throw invalid(`scopes[${place}]`, `The role doesn’t have the permission ${scopes?.[place]}.`);
}

async function requireOwnCustomers(
  tx: Transaction,
  actor: Actor,
  customerIds: readonly string[],
): Promise<void> {
  const rows = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]));
  const place = customerIds.findIndex(
    (id) => !rows.some((row) => row.id === id) || actor.customerIds?.includes(id) === false,
  );
  if (place < 0) return;
  throw invalid(`customerIds[${place}]`, `The customer ${customerIds[place]} doesn’t exist.`);
}

async function requireRoom(tx: Transaction, actor: Actor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`tokens ${actor.id}`}))`);
  const [{ tokens } = { tokens: 0 }] = await tx
    .select({ tokens: count() })
    .from(apiTokens)
    .where(eq(apiTokens.staffId, actor.id));
  if (tokens < MOST_TOKENS) return;
  throw new DeskError('conflict', {
    detail: `You have ${MOST_TOKENS} tokens, which is the most. Delete one first.`,
  });
}

function invalid(path: string, message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path, code: 'custom', message }],
  });
}
