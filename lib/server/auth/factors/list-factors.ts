import 'server-only';
import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Factors } from '@/lib/contract/factors';
import { db } from '@/lib/server/db/client';
import {
  passkeys,
  recoveryCodes,
  staffIdentities,
  staffMembers,
  totpSeeds,
} from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { factorDueAt } from './requirement';

/** A person's second factors, without their secrets. */
export async function listFactors(staffId: string): Promise<Factors> {
  const [[totp], keys, recoveryCodesLeft, dueAt, passwords, identities] = await Promise.all([
    db()
      .select({ confirmedAt: totpSeeds.confirmedAt, isProven: totpSeeds.isProven })
      .from(totpSeeds)
      .where(and(eq(totpSeeds.staffId, staffId), isNotNull(totpSeeds.confirmedAt))),
    db()
      .select()
      .from(passkeys)
      .where(eq(passkeys.staffId, staffId))
      .orderBy(asc(passkeys.createdAt)),
    db().$count(
      recoveryCodes,
      and(eq(recoveryCodes.staffId, staffId), isNull(recoveryCodes.usedAt)),
    ),
    factorDueAt(staffId),
    db().$count(
      staffMembers,
      and(
        eq(staffMembers.id, staffId),
        isNotNull(staffMembers.passwordHash),
        env().hasPasswordSignIn ? undefined : gt(staffMembers.passwordAllowedUntil, sql`now()`),
      ),
    ),
    db().$count(staffIdentities, eq(staffIdentities.staffId, staffId)),
  ]);
  const hasSingleSignOn = env().oidc !== undefined && identities > 0;
  return {
    totp: totp?.confirmedAt ? { confirmedAt: totp.confirmedAt.toISOString() } : null,
    passkeys: keys.map(({ id, name, createdAt, lastUsedAt }) => ({
      ...{ id, name, createdAt: createdAt.toISOString() },
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft,
    requiredBy: dueAt?.toISOString() ?? null,
    confirmsWith: [
      ...(keys.some(({ isProven }) => isProven) ? (['passkey'] as const) : []),
      ...(totp?.isProven ? (['code'] as const) : []),
      ...(hasSingleSignOn ? (['single_sign_on'] as const) : []),
      ...(passwords > 0 ? (['password'] as const) : []),
    ],
  };
}
