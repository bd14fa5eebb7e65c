import 'server-only';
import { randomInt } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { recoveryCodes } from '@/lib/server/db/schema';
import { hashPassword, verifyPassword } from '../passwords';

const CODES = 10;
/** Crockford's base32: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
/** Finds the row, so that one hash is compared instead of ten; 60 random bits remain. */
const PREFIX = 4;

export type NewRecoveryCodes = { codes: string[]; rows: { prefix: string; hash: string }[] };

/** Ten new codes as they are shown once, and what is stored of them. */
export async function newRecoveryCodes(): Promise<NewRecoveryCodes> {
  const texts = new Map<string, string>();
  while (texts.size < CODES) {
    const text = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
      '',
    );
    texts.set(text.slice(0, PREFIX), text.slice(PREFIX));
  }
  const rows = await Promise.all(
    [...texts].map(async ([prefix, rest]) => ({ prefix, hash: await hashPassword(rest) })),
  );
  const codes = [...texts].map(([prefix, rest]) => (prefix + rest).replace(/.{4}(?!$)/g, '$&-'));
  return { codes, rows };
}

/** Puts a new set in the place of the person's earlier one. */
export async function replaceRecoveryCodes(
  tx: Transaction,
  staffId: string,
  { rows }: NewRecoveryCodes,
): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.staffId, staffId));
  await tx.insert(recoveryCodes).values(rows.map((row) => ({ staffId, ...row })));
}

/**
 * The unused recovery code that was typed, as its prefix. An unknown one costs the same work.
 * @param code without spaces and dashes
 */
export async function findRecoveryCode(staffId: string, code: string): Promise<string | null> {
  const text = code.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  if (text.length !== LENGTH) return null;
  const prefix = text.slice(0, PREFIX);
  const [row] = await db()
    .select({ hash: recoveryCodes.hash })
    .from(recoveryCodes)
    .where(unused(staffId, prefix));
  const isRight = await verifyPassword(row?.hash ?? null, text.slice(PREFIX));
  return isRight ? prefix : null;
}

/** Of any number of simultaneous uses, one succeeds. */
export async function spendRecoveryCode(
  tx: Transaction,
  staffId: string,
  prefix: string,
): Promise<boolean> {
  const spent = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(unused(staffId, prefix));
  return spent.rowCount === 1;
}

function unused(staffId: string, prefix: string) {
  return and(
    eq(recoveryCodes.staffId, staffId),
    eq(recoveryCodes.prefix, prefix),
    isNull(recoveryCodes.usedAt),
  );
}
