import { eq } from 'drizzle-orm';
import { generate } from 'otplib';
import { POST as CONFIRM } from '@/app/api/factors/totp/confirm/route';
import { POST as START } from '@/app/api/factors/totp/route';
import { POST as START_PASSKEY } from '@/app/api/passkeys/registration-options/route';
import { POST as ADD_PASSKEY } from '@/app/api/passkeys/route';
import type { NewTotp, RecoveryCodes } from '@/lib/contract/factors';
import type { Role } from '@/lib/contract/staff';
import { stepUpSession } from '@/lib/server/auth/move-session';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { passkeys, recoveryCodes, totpSeeds } from '@/lib/server/db/schema';
import type { TestDesk } from './call-route';
import { SoftPasskey } from './soft-passkey';

export const STEP_SECONDS = 30;

/** What an authenticator app shows now, or a number of time steps away. */
export function codeAt(secret: string, steps = 0): Promise<string> {
  return generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * STEP_SECONDS });
}

/** As if the person had no factor, in a new session in which they confirmed their password. */
export async function withoutFactors(desk: TestDesk, as: Role): Promise<void> {
  const staff = await desk.staff(as);
  await db().delete(totpSeeds).where(eq(totpSeeds.staffId, staff.id));
  await db().delete(passkeys).where(eq(passkeys.staffId, staff.id));
  await db().delete(recoveryCodes).where(eq(recoveryCodes.staffId, staff.id));
  await newSession(desk, as);
}

/** The person's session in the tests is a new one, with a confirmed password or without. */
export async function newSession(
  desk: TestDesk,
  as: Role,
  { isConfirmed = true }: { isConfirmed?: boolean } = {},
): Promise<void> {
  const staff = await desk.staff(as);
  const id = await startSession(staff.id, { ip: null, userAgent: 'vitest' });
  staff.sessionId = isConfirmed ? ((await stepUpSession(id)) ?? id) : id;
}

/** The secret of an app that isn't confirmed yet. */
export async function newTotp(desk: TestDesk, as: Role): Promise<string> {
  const response = await desk.call(START, 'POST /api/factors/totp', { as });
  return ((await response.json()) as NewTotp).secret;
}

export async function codeOfNewTotp(desk: TestDesk, as: Role): Promise<string> {
  await withoutFactors(desk, as);
  return codeAt(await newTotp(desk, as));
}

/** An app in use, as if its last code was long ago; the session is a new confirmed one. */
export async function addTotp(
  desk: TestDesk,
  as: Role,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  await withoutFactors(desk, as);
  const secret = await newTotp(desk, as);
  const json = { code: await codeAt(secret) };
  const response = await desk.call(CONFIRM, 'POST /api/factors/totp/confirm', { as, json });
  const { recoveryCodes: codes } = (await response.json()) as RecoveryCodes;
  const staff = await desk.staff(as);
  await db().update(totpSeeds).set({ lastStep: null }).where(eq(totpSeeds.staffId, staff.id));
  await newSession(desk, as);
  return { secret, recoveryCodes: codes };
}

/** The middle of the current time step: with the clock stopped there, no code changes meanwhile. */
export function middleOfStep(): Date {
  const step = STEP_SECONDS * 1_000;
  return new Date(Math.floor(Date.now() / step) * step + step / 2);
}

/** A challenge for a new passkey of this person. */
export async function registrationOptions(
  desk: TestDesk,
  as: Role,
): Promise<{ challenge: string }> {
  const line = 'POST /api/passkeys/registration-options';
  return (await desk.call(START_PASSKEY, line, { as })).json() as Promise<{ challenge: string }>;
}

/** A passkey in use; the session is a new confirmed one. @returns its id here as well */
export async function addPasskey(
  desk: TestDesk,
  as: Role,
): Promise<{ id: string; passkey: SoftPasskey }> {
  const { id: staffId } = await desk.staff(as);
  const passkey = new SoftPasskey(staffId);
  const json = { ...passkey.register(await registrationOptions(desk, as)), name: 'Laptop' };
  const response = await desk.call(ADD_PASSKEY, 'POST /api/passkeys', { as, json });
  const { id } = (await response.json()) as { id: string };
  await newSession(desk, as);
  return { id, passkey };
}
