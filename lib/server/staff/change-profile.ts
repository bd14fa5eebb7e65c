import 'server-only';
import { eq } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { Profile } from '@/lib/contract/staff';
import { lockStaff, noSuchStaff } from './lock-staff';

const columns = {
  id: staffMembers.id,
  email: staffMembers.email,
  name: staffMembers.name,
  role: staffMembers.role,
};

/** @throws DeskError `not_found` */
export async function findProfile(actor: Actor): Promise<Profile> {
  const [profile] = await db()
    .select(columns)
    .from(staffMembers)
    .where(eq(staffMembers.id, actor.id));
  if (!profile) throw noSuchStaff();
  return profile;
}

/** Changes one's own name. Where it is the same nothing is recorded. */
export async function changeProfile(actor: Actor, { name }: { name: string }): Promise<Profile> {
  return db().transaction(async (tx) => {
    const { id, email, role, name: before } = await lockStaff(tx, actor.id);
    const profile = { id, email, role, name };
    if (before === name) return profile;
    await tx.update(staffMembers).set({ name }).where(eq(staffMembers.id, id));
    const event = { action: 'staff.renamed', target: email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { before, after: name } }, tx);
    return profile;
  });
}
