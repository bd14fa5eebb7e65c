import 'server-only';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';

/** Whether there is a team: without one, only the setup link that the server prints leads in. */
export async function hasTeam(): Promise<boolean> {
  const [anyone] = await db().select({ id: staffMembers.id }).from(staffMembers).limit(1);
  return anyone !== undefined;
}
