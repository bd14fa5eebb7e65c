import 'server-only';
import { and, eq, exists, isNotNull, or } from 'drizzle-orm';
import type { Actor, Scope } from '@/lib/server/actor';
import type { db } from '@/lib/server/db/client';
import { roles, staffIdentities, staffMembers } from '@/lib/server/db/schema';
import { permissionsIn, permissionsWithin } from './permissions';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** What someone may do now, whatever it was when they asked for something. */
export type Standing = Scope & Pick<Actor, 'id' | 'email' | 'role' | 'permissions'>;

/** @returns null if they are disabled, or aren't on the team any more */
export async function findStanding(executor: Executor, id: string): Promise<Standing | null> {
  const [row] = await executor
    .select({ staff: staffMembers, stored: roles.permissions })
    .from(staffMembers)
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .where(eq(staffMembers.id, id));
  if (!row || row.staff.isDisabled) return null;
  const { email, role, accountIds, customerIds } = row.staff;
  const allowed = permissionsIn(role, row.stored);
  const scope = { accountIds, customerIds };
  return { id, email, role, permissions: permissionsWithin(scope, allowed), ...scope };
}

/** Everyone on the team who can sign in. */
export async function listStandings(executor: Executor): Promise<(Standing & { name: string })[]> {
  const identity = executor
    .select({ staffId: staffIdentities.staffId })
    .from(staffIdentities)
    .where(eq(staffIdentities.staffId, staffMembers.id));
  const rows = await executor
    .select({ staff: staffMembers, stored: roles.permissions })
    .from(staffMembers)
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .where(
      and(
        eq(staffMembers.isDisabled, false),
        or(isNotNull(staffMembers.passwordHash), exists(identity)),
      ),
    );
  return rows.map(({ staff, stored }) => {
    const { id, email, name, role, accountIds, customerIds } = staff;
    const permissions = permissionsWithin(staff, permissionsIn(role, stored));
    return { id, email, name, role, accountIds, customerIds, permissions };
  });
}
