import 'server-only';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { AddRoleInput, ChangeRoleInput, RoleItem } from '@/lib/contract/roles';
import type { CustomRoleId } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { endGrantsOf } from '@/lib/server/approvals/end-grants';
import { recordEvent } from '@/lib/server/audit/record';
import { endSessionsOf } from '@/lib/server/auth/sessions';
import type { Around } from '@/lib/server/db/around';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { roles, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { permissionsIn, type Viewer } from '@/lib/server/policies/permissions';
import { builtInRoles, permissionsOf, roleWords } from '@/lib/shared/permissions';
import { compareTexts } from '@/lib/shared/text-order';
import { leaveRoleOut } from './change-staff-policy';
import { isWithin, lockTeam, requireNoMore } from './lock-staff';

/** The built-in roles, then those defined here by name. Only members whom the viewer sees count. */
export async function listRoles(viewer: Viewer): Promise<RoleItem[]> {
  const everyone = await db()
    .select({
      role: staffMembers.role,
      accountIds: staffMembers.accountIds,
      customerIds: staffMembers.customerIds,
    })
    .from(staffMembers);
  const seen = everyone.filter((staff) => isWithin(viewer, staff));
  const membersOf = (id: string) => seen.filter(({ role }) => role === id).length;
  const custom = await db().select().from(roles);
  custom.sort((one, other) => compareTexts(one.name, other.name));
  return [
    ...builtInRoles.map((id) => ({
      ...{ id, name: roleWords[id].name, isBuiltIn: true },
      ...{ permissions: permissionsOf[id], members: membersOf(id) },
    })),
    ...custom.map(({ id, name, permissions }) => ({
      ...{ id, name, isBuiltIn: false },
      ...{ permissions: permissionsIn(id, permissions), members: membersOf(id) },
    })),
  ];
}

const MORE = 'This role would allow more than yours';

/** @throws DeskError `forbidden` it would allow more than the actor's; `conflict` its name is taken */
export async function addRole(
  actor: Actor,
  input: AddRoleInput,
  around: Around = {},
): Promise<{ id: CustomRoleId }> {
  requireNoMore(actor, input.permissions, MORE);
  const id = createId('rol') as CustomRoleId;
  await db().transaction(async (tx) => {
    await lockTeam(tx);
    await around.before?.(tx);
    await requireFreeName(tx, input.name);
    await tx.insert(roles).values({ id, ...input, createdBy: actor.id });
    const event = { action: 'role.added', target: input.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, ...input } }, tx);
    await around.after?.(tx);
  });
  return { id };
}

/**
 * Renames a role, or changes what it allows: then the sessions of everyone who has it end.
 * @throws DeskError `not_found`; `forbidden` it allows more than the actor's, before or afterwards,
 * or someone has it whom the actor doesn't see; `conflict` its name is taken
 */
export async function changeRole(
  actor: Actor,
  id: string,
  change: ChangeRoleInput,
  around: Around = {},
): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockRole(tx, actor, id);
    await around.before?.(tx);
    if (change.name !== undefined) await requireFreeName(tx, change.name, before.id);
    if (change.permissions) requireNoMore(actor, change.permissions, MORE);
    await tx.update(roles).set(change).where(eq(roles.id, before.id));
    if (change.permissions && !isSame(change.permissions, before.permissions)) {
      const members = await membersWith(tx, before.id);
      if (!members.every((member) => isWithin(actor, member))) throw outsideScope();
      for (const member of members) {
        await endSessionsOf(member.id, tx);
        await endGrantsOf(tx, actor, member.id, 'role');
      }
    }
    const { name, permissions } = before;
    const details = { before: { name, permissions }, after: change };
    const event = { action: 'role.changed', target: change.name ?? name } as const;
    await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
    await around.after?.(tx);
  });
}

/** @throws DeskError `not_found`, `forbidden`; `conflict` someone has it */
export async function deleteRole(actor: Actor, id: string, around: Around = {}): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockRole(tx, actor, id);
    await around.before?.(tx);
    if ((await membersWith(tx, before.id)).length > 0) {
      throw new DeskError('conflict', {
        detail: `Team members have the role ${before.name}. Give them another one first.`,
      });
    }
    await tx.delete(roles).where(eq(roles.id, before.id));
    await leaveRoleOut(tx, actor, before.id);
    const event = { action: 'role.deleted', target: before.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id } }, tx);
    await around.after?.(tx);
  });
}

async function lockRole(tx: Transaction, actor: Actor, id: string) {
  await lockTeam(tx);
  const [role] = await tx
    .select()
    .from(roles)
    .where(eq(roles.id, id as CustomRoleId));
  if (!role) {
    throw new DeskError('not_found', {
      detail: 'This role doesn’t exist, or is built in and can’t be changed. Reload the list.',
    });
  }
  requireNoMore(
    actor,
    permissionsIn(role.id, role.permissions),
    'This role allows more than yours',
  );
  return role;
}

function membersWith(tx: Transaction, role: CustomRoleId) {
  const { id, accountIds, customerIds } = staffMembers;
  return tx
    .select({ id, accountIds, customerIds })
    .from(staffMembers)
    .where(eq(staffMembers.role, role));
}

function outsideScope(): DeskError {
  return new DeskError('forbidden', {
    detail:
      'People have this role whose accounts you don’t see. Ask an admin who sees all accounts.',
  });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join(' ') === other.toSorted().join(' ');
}

/** @throws DeskError `conflict` */
async function requireFreeName(tx: Transaction, name: string, ownId = ''): Promise<void> {
  const [other] = await tx
    .select({ id: roles.id })
    .from(roles)
    .where(
      and(eq(sql`lower(${roles.name})`, name.toLowerCase()), ne(roles.id, ownId as CustomRoleId)),
    );
  const isBuiltInName = Object.values(roleWords).some(
    (role) => role.name.toLowerCase() === name.toLowerCase(),
  );
  if (!other && !isBuiltInName) return;
  const message = `There is a role named ${name} already.`;
  throw new DeskError('conflict', {
    detail: message,
    errors: [{ path: 'name', code: 'taken', message }],
  });
}
