import 'server-only';
import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { passkeys, totpSeeds } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { UnsealError } from '@/lib/server/vault/seal';
import { readTotpSeed } from '@/lib/server/vault/totp-seeds';
import { findRecoveryCode, spendRecoveryCode } from './recovery-codes';
import { stepOf } from './totp';

/**
 * `sign_in`: beside the right password, which proves that the factor is its owner's. `step_up`:
 * alone, so only a factor that was proven before counts. Otherwise someone with a stolen session
 * could add one and confirm with it what the password is required for.
 */
type Use = 'sign_in' | 'step_up';

/**
 * Uses up a code of the person's authenticator app, or one of their recovery codes. Spaces and
 * dashes don't matter. Of any number of simultaneous uses, in any number of processes, one succeeds.
 * @throws DeskError `vault_locked`
 */
export async function useCode(actor: Actor, text: string, use: Use): Promise<boolean> {
  const code = text.normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '');
  if (/^\d{6}$/.test(code)) return acceptTotp(actor, code, use);
  return acceptRecoveryCode(actor, code, use);
}

async function acceptTotp(actor: Actor, code: string, use: Use): Promise<boolean> {
  const found = await openSeed(actor);
  if (!found?.row.confirmedAt) return false;
  const { secretId, lastStep } = found.row;
  const step = await stepOf(code, { seed: found.secret, lastStep });
  if (step === null) return false;
  // One statement decides who is first; the step read above is only a reason not to try.
  const used = await db()
    .update(totpSeeds)
    .set({ lastStep: step, ...(use === 'sign_in' && { isProven: true }) })
    .where(
      and(
        eq(totpSeeds.staffId, actor.id),
        eq(totpSeeds.secretId, secretId),
        isNotNull(totpSeeds.confirmedAt),
        or(isNull(totpSeeds.lastStep), lt(totpSeeds.lastStep, step)),
        use === 'step_up' ? eq(totpSeeds.isProven, true) : undefined,
      ),
    );
  return used.rowCount === 1;
}

/** One that was damaged is quarantined with an event, and no code is right for it. */
async function openSeed(actor: Actor): ReturnType<typeof readTotpSeed> {
  try {
    return await readTotpSeed(actor, actor.id);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    if (!(error instanceof VaultLockedError)) throw error;
    throw new DeskError('vault_locked', {
      detail:
        'The vault is locked, so codes of authenticator apps can’t be checked. Use a recovery code, or ask an admin to restore the vault key.',
      cause: error,
    });
  }
}

async function acceptRecoveryCode(actor: Actor, code: string, use: Use): Promise<boolean> {
  const prefix = await findRecoveryCode(actor.id, code);
  if (prefix === null || (use === 'step_up' && !(await hasProvenFactor(actor.id)))) return false;
  return db().transaction(async (tx) => {
    if (!(await spendRecoveryCode(tx, actor.id, prefix))) return false;
    const details = { for: use };
    await recordEvent(actor, { action: 'recovery_code.used', outcome: 'success', details }, tx);
    return true;
  });
}

async function hasProvenFactor(staffId: string): Promise<boolean> {
  const [row] = await db()
    .execute<{ has: boolean }>(
      sql`
    select exists (select from ${totpSeeds}
        where ${totpSeeds.staffId} = ${staffId} and ${totpSeeds.isProven}
          and ${totpSeeds.confirmedAt} is not null)
      or exists (select from ${passkeys}
        where ${passkeys.staffId} = ${staffId} and ${passkeys.isProven}) as has`,
    )
    .then(({ rows }) => rows);
  return row?.has ?? false;
}
