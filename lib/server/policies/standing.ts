import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import type { db } from '@/lib/server/db/client';
import { roles, staffMembers } from '@/lib/server/db/schema';
import { permissionsIn } from './permissions';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** What someone may do now, whatever it was when they asked for something. */
export type Standing = Pick<Actor, 'id' | 'email' | 'role' | 'permissions' | 'accountIds'>;

/** @returns null if they are disabled, or aren't on the team any more */
export async function findStanding(executor: Executor, id: string): Promise<Standing | null> {
  const [row] = await executor
    .select({ staff: staffMembers, stored: roles.permissions })
    .from(staffMembers)
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .where(eq(staffMembers.id, id));
  if (!row || row.staff.isDisabled) return null;
  const { email, role, accountIds } = row.staff;
  return { id, email, role, permissions: permissionsIn(role, row.stored), accountIds };
}
