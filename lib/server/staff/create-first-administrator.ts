import 'server-only';
import { normalizeEmail } from '@/lib/contract/common';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { passwordProblem } from '@/lib/server/auth/password-problem';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db, createId } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { env, SettingsError } from '@/lib/server/env';
import { hasTeam } from './has-team';

/** @throws SettingsError if ADMIN_PASSWORD would be rejected on a setup link */
export async function requireGoodAdminPassword(
  admin: { email: string; password: string } | undefined,
): Promise<void> {
  if (!admin || !(await passwordProblem(admin.password, { email: admin.email }))) return;
  throw new SettingsError(
    'ADMIN_PASSWORD is too easy to guess; set another, such as four or more unrelated words.',
  );
}

/**
 * Creates the administrator from ADMIN_EMAIL and ADMIN_PASSWORD if there is no staff yet.
 * @throws SettingsError
 */
export async function createFirstAdministrator(): Promise<void> {
  const { admin } = env();
  await requireGoodAdminPassword(admin);
  if (!admin) return;
  if (await hasTeam()) return;
  const email = normalizeEmail(admin.email) ?? admin.email;
  const created = await db()
    .insert(staffMembers)
    .values({
      id: createId('stf'),
      email,
      name: email.split('@')[0] ?? email,
      role: 'administrator',
      passwordHash: await hashPassword(admin.password),
    })
    .onConflictDoNothing()
    .returning({ id: staffMembers.id });
  if (created.length === 0) return;
  await recordEvent(systemActor('start'), {
    action: 'staff.added',
    target: email,
    outcome: 'success',
    details: { role: 'administrator', from: 'settings' },
  });
}
