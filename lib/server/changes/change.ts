import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import type { AddAccountInput, ChangeAccountInput } from '@/lib/contract/accounts';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { AddRoleInput, ChangeRoleInput } from '@/lib/contract/roles';
import type { ChangeStaffInput, CustomRoleId, InviteStaffInput } from '@/lib/contract/staff';
import type { ChangeStaffPolicyInput } from '@/lib/contract/staff-policy';
import { findAnyAccount } from '@/lib/server/accounts/accounts';
import { deleteAccount } from '@/lib/server/accounts/delete-account';
import { addAccount, adoptAccount, changeAccount } from '@/lib/server/accounts/manage-accounts';
import { findRotatable, rotateAccessKey } from '@/lib/server/accounts/rotate-access-key';
import { savePolicy } from '@/lib/server/accounts/save-policy';
import type { Actor } from '@/lib/server/actor';
import type { Around } from '@/lib/server/db/around';
import type { Transaction } from '@/lib/server/db/client';
import { accounts, roles, staffMembers } from '@/lib/server/db/schema';
import { cancelBatchesOf } from '@/lib/server/invitations/cancel-batch';
import { resumeBatchesOf } from '@/lib/server/invitations/pause';
import { findPolicy, findStaffPolicy } from '@/lib/server/policies/find-policies';
import { trustKey } from '@/lib/server/sign-in-as/holds';
import { changeStaff } from '@/lib/server/staff/change-staff';
import { changeStaffPolicy } from '@/lib/server/staff/change-staff-policy';
import { addRole, changeRole, deleteRole } from '@/lib/server/staff/custom-roles';
import { inviteStaff } from '@/lib/server/staff/invite-staff';
import type { Permission } from '@/lib/shared/permissions';

/** Everything that a second person can decide about, with all that carrying it out needs. */
export type Change =
  | { kind: 'account_policy'; id: string; policy: AccountPolicy }
  | { kind: 'staff_policy'; change: ChangeStaffPolicyInput }
  | { kind: 'role_add'; input: AddRoleInput }
  | { kind: 'role_change'; id: string; change: ChangeRoleInput }
  | { kind: 'role_delete'; id: string }
  | { kind: 'staff_invite'; input: InviteStaffInput }
  | { kind: 'staff_change'; id: string; change: ChangeStaffInput }
  | { kind: 'account_add'; input: AddAccountInput }
  | { kind: 'account_change'; id: string; change: ChangeAccountInput }
  | { kind: 'account_delete'; id: string; confirm?: string }
  | { kind: 'account_adopt'; id: string }
  | { kind: 'account_rotate'; id: string };

type Facts = Record<string, unknown>;

/** Which setting it is about: only one change of it waits at a time. */
export function settingOf(change: Change): string {
  switch (change.kind) {
    case 'account_policy':
      return `policy:${change.id}`;
    case 'staff_policy':
      return 'staff-policy';
    case 'role_add':
      return `role:new:${change.input.name.toLowerCase()}`;
    case 'role_change':
    case 'role_delete':
      return `role:${change.id}`;
    case 'staff_invite':
      return `staff:new:${change.input.email}`;
    case 'staff_change':
      return `staff:${change.id}`;
    case 'account_add':
      return `account:new:${change.input.name.toLowerCase()}`;
    default:
      return `account:${change.id}`;
  }
}

/** What someone needs to make it themselves, and so to ask for it and to decide about it. */
export function permissionFor({ kind }: Pick<Change, 'kind'>): Permission {
  return kind.startsWith('role_') || kind === 'staff_invite' || kind === 'staff_change'
    ? 'staff.write'
    : 'accounts.write';
}

/** The account it is about; null: none, or one that doesn't exist yet. */
export function accountOf(change: Change): string | null {
  const isOfAccount = change.kind === 'account_policy' || change.kind.startsWith('account_');
  return isOfAccount && 'id' in change ? change.id : null;
}

/** The input without its secret, and the secret. */
export function splitSecret(change: Change): { input: Facts; secret: unknown } {
  const { kind: _kind, ...input } = change;
  if (change.kind === 'account_add') {
    const { secret, ...rest } = change.input;
    return { input: { input: rest }, secret };
  }
  if (change.kind !== 'account_change') return { input, secret: undefined };
  const { secret, ...rest } = change.change;
  return { input: { id: change.id, change: rest }, secret };
}

/** The opposite. What was stored was validated when it was asked for. */
export function joinSecret(kind: Change['kind'], input: Facts, secret: unknown): Change {
  const part = kind === 'account_add' ? 'input' : kind === 'account_change' ? 'change' : null;
  const whole =
    part === null || secret === undefined
      ? input
      : { ...input, [part]: { ...(input[part] as Facts), secret } };
  return { kind, ...whole } as Change;
}

/** The setting as it is in this transaction; null: there is none. Never a secret. */
export async function settingNow(tx: Transaction, change: Change): Promise<Facts | null> {
  switch (change.kind) {
    case 'account_policy':
      return findPolicy(change.id, tx);
    case 'staff_policy':
      return findStaffPolicy(tx);
    case 'role_add':
    case 'role_change':
    case 'role_delete':
      return roleNow(tx, change);
    case 'staff_invite':
    case 'staff_change':
      return memberNow(tx, change);
    case 'account_rotate':
      return { keyVersion: (await accountNow(tx, change))?.keyVersion ?? null };
    default:
      return accountNow(tx, change);
  }
}

type OfKind<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

async function roleNow(
  tx: Transaction,
  change: OfKind<'role_add' | 'role_change' | 'role_delete'>,
): Promise<Facts | null> {
  const isIt =
    change.kind === 'role_add'
      ? eq(sql`lower(${roles.name})`, change.input.name.toLowerCase())
      : eq(roles.id, change.id as CustomRoleId);
  const [role] = await tx
    .select({ name: roles.name, permissions: roles.permissions })
    .from(roles)
    .where(isIt);
  return role ?? null;
}

async function memberNow(
  tx: Transaction,
  change: OfKind<'staff_invite' | 'staff_change'>,
): Promise<Facts | null> {
  const isIt =
    change.kind === 'staff_invite'
      ? eq(staffMembers.email, change.input.email)
      : eq(staffMembers.id, change.id);
  const { email, name, isDisabled, accountIds, customerIds } = staffMembers;
  // A custom role by its name: people decide about it.
  const role = sql<string>`coalesce(${roles.name}, ${staffMembers.role})`;
  const [member] = await tx
    .select({ email, name, role, isDisabled, accountIds, customerIds })
    .from(staffMembers)
    .leftJoin(roles, eq(roles.id, sql`${staffMembers.role}`))
    .where(isIt);
  return member ?? null;
}

async function accountNow(
  tx: Transaction,
  change: Exclude<Change, OfKind<'account_policy' | 'staff_policy'>>,
): Promise<Facts | null> {
  const { upstream, name, url, isDefault, isDisabled, version } = accounts;
  const isIt =
    change.kind === 'account_add'
      ? and(eq(upstream, change.input.upstream), eq(name, change.input.name))
      : 'id' in change
        ? eq(accounts.id, change.id)
        : undefined;
  const [account] = await tx
    .select({ upstream, name, url, isDefault, isDisabled, keyVersion: version })
    .from(accounts)
    .where(isIt);
  return account ?? null;
}

/** Makes the change, as this actor and within what they may do. */
export async function carryOut(actor: Actor, change: Change, around: Around): Promise<void> {
  switch (change.kind) {
    case 'account_policy':
      await findAnyAccount(actor, change.id, 'remotepc');
      return void (await savePolicy(actor, change.id, change.policy, around));
    case 'staff_policy':
      return void (await changeStaffPolicy(actor, change.change, around));
    case 'role_add':
      return void (await addRole(actor, change.input, around));
    case 'role_change':
      return changeRole(actor, change.id, change.change, around);
    case 'role_delete':
      return deleteRole(actor, change.id, around);
    case 'staff_invite':
      return void (await inviteStaff(actor, change.input, around));
    case 'staff_change':
      return changeStaff(actor, change.id, change.change, around);
    case 'account_add':
      return void (await addAccount(actor, change.input, around));
    case 'account_change':
      return changeAccount(actor, change.id, change.change, around);
    case 'account_delete':
      return deleteAccount(actor, change.id, {
        confirm: change.confirm,
        // Only in its transaction: what isn't approved mustn't stop anything.
        stop: async (tx) => (tx ? cancelBatchesOf(actor, change.id, tx) : undefined),
        around,
      });
    case 'account_adopt':
      return adoptAccount(actor, change.id, around);
    case 'account_rotate':
      return void (await rotateAccessKey(actor, change.id));
  }
}

/** What waited for an account or its key doesn't have to wait for the next check. */
export async function resumeAfter(change: Change): Promise<void> {
  if (change.kind !== 'account_change') return;
  const { isDisabled, secret, usePrevious } = change.change;
  if (isDisabled !== false && secret === undefined && !usePrevious) return;
  await trustKey(change.id);
  await resumeBatchesOf(change.id);
}

class Rehearsed extends Error {}

/**
 * Makes the change and undoes it: whether this actor may, and what it would do.
 * @param isTested an account's secret is tested as it would be
 * @throws DeskError as the change itself would
 */
export async function rehearse(
  actor: Actor,
  change: Change,
  { isTested }: { isTested: boolean },
): Promise<{ before: Facts | null; after: Facts | null }> {
  // It's made at the vendor, so it can't be undone: only whether it could start is known.
  if (change.kind === 'account_rotate') {
    const { version } = await findRotatable(actor, change.id);
    return { before: { keyVersion: version }, after: { keyVersion: (version ?? 0) + 1 } };
  }
  let before: Facts | null = null;
  let after: Facts | null = null;
  try {
    await carryOut(actor, isTested ? change : withoutTest(change), {
      before: async (tx) => {
        before = await settingNow(tx, change);
      },
      after: async (tx) => {
        after = await settingNow(tx, change);
        throw new Rehearsed();
      },
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
  return { before, after };
}

function withoutTest(change: Change): Change {
  if (change.kind === 'account_add') {
    return { ...change, input: { ...change.input, saveUntested: true } };
  }
  if (change.kind !== 'account_change') return change;
  return { ...change, change: { ...change.change, saveUntested: true } };
}
