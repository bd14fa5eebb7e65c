import 'server-only';
import { createHash } from 'node:crypto';
import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { API_TOKEN } from '@/lib/contract/tokens';
import { noScope, type Actor, type Scope } from '@/lib/server/actor';
import { blockListOf, isListed } from '@/lib/server/address-ranges';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { apiTokens, roles, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { permissionsIn, permissionsWithin } from '@/lib/server/policies/permissions';
import { tokenPermissions, type Permission, type TokenPermission } from '@/lib/shared/permissions';
import { lacksFactorSql } from './factors/requirement';
import { tokenCounters, verifyGuess } from './guesses';
import { UNKNOWN_PERSON } from './record-refusal';

/** Whoever calls with a token: its owner, with no more than the token allows. */
type TokenCaller = { actor: Actor & { token: { id: string; name: string } }; lacksFactor: boolean };

/** Only this is kept of a token: someone who reads the table can't use it. */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The caller behind a token. A call that has one is never anyone else's, whatever cookies it
 * carries. One statement reads the token and its owner, so both count as they are now, on every
 * server.
 * @throws DeskError `unauthorized`, `token_expired`; `too_many_requests` after many wrong tokens
 * from one network; `forbidden` the token isn't for use from this address
 */
export async function readTokenCaller(
  token: string,
  { ip, requestId }: Pick<Actor, 'ip' | 'requestId'>,
): Promise<TokenCaller> {
  const found = API_TOKEN.test(token) ? await findToken(token) : undefined;
  if (!found) throw await unknownToken({ ip, requestId });
  const { owner, stored } = found;
  if (owner.isDisabled) {
    throw new DeskError('unauthorized', {
      detail: 'The owner of this token is disabled. Use a token of someone else.',
    });
  }
  if (found.isExpired) {
    throw new DeskError('token_expired', {
      detail: 'This token has expired. Create a new one in Reseller Desk, under Profile.',
    });
  }
  const actor = {
    id: owner.id,
    email: owner.email,
    role: owner.role,
    permissions: permissionsOfToken(found),
    sessionId: null,
    token: { id: stored.id, name: stored.name },
    ...scopeOfToken(stored, owner),
    ip,
    requestId,
  };
  if (stored.addressRanges && !isListed(ip, blockListOf(stored.addressRanges))) {
    const details = { code: 'token_address' };
    await recordEvent(actor, { action: 'access.denied', outcome: 'denied', details });
    throw new DeskError('forbidden', {
      detail: 'This token can’t be used from this address. Its owner set from where it can be.',
    });
  }
  return { actor, lacksFactor: found.lacksFactor };
}

const tokenRoles = alias(roles, 'token_roles');

async function findToken(token: string) {
  const [row] = await selectTokens(eq(apiTokens.hash, hashApiToken(token)));
  return row;
}

/** Of these tokens, those that may do this now, each with what it sees. */
export async function findTokenScopes(
  ids: readonly string[],
  permission: TokenPermission,
): Promise<Map<string, Scope>> {
  const rows = await selectTokens(inArray(apiTokens.id, [...ids]));
  return new Map(
    rows
      .filter(
        ({ owner, isExpired, lacksFactor }) => !owner.isDisabled && !isExpired && !lacksFactor,
      )
      .filter((row) => permissionsOfToken(row).includes(permission))
      .map(({ stored, owner }) => [stored.id, scopeOfToken(stored, owner)]),
  );
}

function selectTokens(where: SQL) {
  return db()
    .select({
      stored: apiTokens,
      isExpired: sql<boolean>`${apiTokens.expiresAt} <= now()`,
      owner: staffMembers,
      ofOwner: roles.permissions,
      ofToken: tokenRoles.permissions,
      // Who signed in at the provider showed their factors there.
      lacksFactor: sql<boolean>`${lacksFactorSql} and not ${apiTokens.isSingleSignOn}`,
    })
    .from(apiTokens)
    .innerJoin(staffMembers, eq(staffMembers.id, apiTokens.staffId))
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .leftJoin(tokenRoles, eq(tokenRoles.id, apiTokens.role))
    .where(where);
}

type Found = {
  stored: Scope & Pick<typeof apiTokens.$inferSelect, 'role' | 'scopes'>;
  owner: Scope & Pick<typeof staffMembers.$inferSelect, 'role'>;
  /** Of roles that aren't built in. */
  ofOwner: string[] | null;
  ofToken: string[] | null;
};

/** What the token's role, its scopes and its owner's role all allow, and tokens can have at all. */
export function permissionsOfToken({
  stored,
  owner,
  ofOwner,
  ofToken,
}: Found): readonly TokenPermission[] {
  const limits: (readonly Permission[])[] = [
    permissionsIn(stored.role, ofToken),
    permissionsWithin(scopeOfToken(stored, owner), permissionsIn(owner.role, ofOwner)),
    ...(stored.scopes ? [stored.scopes] : []),
  ];
  return tokenPermissions.filter((one) => limits.every((allowed) => allowed.includes(one)));
}

/** What both the token and its owner see. */
function scopeOfToken(own: Scope, owners: Scope): Scope {
  return {
    accountIds: inBoth(own.accountIds, owners.accountIds),
    customerIds: inBoth(own.customerIds, owners.customerIds),
  };
}

/** Null: all. */
function inBoth(some: Scope['accountIds'], others: Scope['accountIds']): Scope['accountIds'] {
  if (some === null || others === null) return some ?? others;
  return some.filter((id) => others.includes(id));
}

/** Guessing 256 bits is hopeless: this limits the work that strangers cause. */
async function unknownToken(caller: Pick<Actor, 'ip' | 'requestId'>): Promise<DeskError> {
  const actor: Actor = {
    ...caller,
    ...{ id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer', sessionId: null },
    ...noScope,
    permissions: [],
  };
  const guess = await verifyGuess(
    {
      counters: tokenCounters(caller.ip),
      isKnown: false,
      onHold: async (tx, { seconds }) => {
        const details = { seconds: Math.ceil(seconds) };
        await recordEvent(actor, { action: 'token.held', outcome: 'denied', details }, tx);
      },
    },
    async () => false,
  );
  return 'seconds' in guess
    ? new DeskError('too_many_requests', {
        detail: 'Too many wrong tokens were sent from your network. Try again in a minute.',
        retryAfterSeconds: guess.seconds,
      })
    : new DeskError('unauthorized', {
        detail: 'This token doesn’t exist, or was deleted. Check it, or create a new one.',
      });
}
