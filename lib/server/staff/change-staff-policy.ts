import 'server-only';
import { sql } from 'drizzle-orm';
import type { CustomRoleId, Role } from '@/lib/contract/staff';
import type { ChangeStaffPolicyInput, StaffPolicy } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';
import { listSettingsDeciders, mailboxOf } from '@/lib/server/approvals/deciders';
import { recordEvent } from '@/lib/server/audit/record';
import type { Around } from '@/lib/server/db/around';
import { db, type Transaction } from '@/lib/server/db/client';
import { roles, staffPolicies } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { isBuiltIn, requireWholeScope } from '@/lib/server/policies/permissions';

/**
 * Changes the staff policy; fields that are left out stay. The change and its event, with the
 * previous values, are written together; if nothing changes, nothing is recorded.
 * @throws DeskError `not_found` for someone who sees only some accounts; `conflict` only one person
 * could approve changes; `invalid_request` there is no such role
 */
export async function changeStaffPolicy(
  actor: Actor,
  change: ChangeStaffPolicyInput,
  around: Around = {},
): Promise<StaffPolicy> {
  requireWholeScope(
    actor,
    'The team policy is for everyone, and you see only some accounts. Ask an admin who sees all of them.',
  );
  return db().transaction(async (tx) => {
    await lockPolicy(tx);
    await around.before?.(tx);
    const before = await findStaffPolicy(tx);
    await requireRoles(tx, change, before);
    const policy = { ...before, ...change };
    const isSame = JSON.stringify(before) === JSON.stringify(policy);
    if (!isSame) await save(tx, actor, before, policy);
    await around.after?.(tx);
    return policy;
  });
}

/** When a role is deleted, the policy no longer names it. */
export async function leaveRoleOut(
  tx: Transaction,
  actor: Actor,
  role: CustomRoleId,
): Promise<void> {
  await lockPolicy(tx);
  const before = await findStaffPolicy(tx);
  if (!before.secondFactorFor.includes(role)) return;
  const secondFactorFor = before.secondFactorFor.filter((one) => one !== role);
  await save(tx, actor, before, { ...before, secondFactorFor });
}

/** One administrator at a time, so that each event records what it really replaced. */
async function lockPolicy(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('staff policy'))`);
}

/** Those that older versions kept after the role was deleted may stay. */
async function requireRoles(
  tx: Transaction,
  { secondFactorFor = [] }: ChangeStaffPolicyInput,
  before: StaffPolicy,
): Promise<void> {
  const stored = await tx.select({ id: roles.id }).from(roles);
  const known = [...before.secondFactorFor, ...stored.map(({ id }) => id)];
  if (secondFactorFor.every((role) => isBuiltIn(role) || known.includes(role))) return;
  const message = 'One of these roles doesn’t exist any more. Reload the page.';
  const errors = [{ path: 'secondFactorFor', code: 'not_found', message }];
  throw new DeskError('invalid_request', { detail: message, errors });
}

async function save(
  tx: Transaction,
  actor: Actor,
  before: StaffPolicy,
  policy: StaffPolicy,
): Promise<void> {
  const isTurnedOn = policy.twoPersonSettings && !before.twoPersonSettings;
  if (isTurnedOn) await requireTwoDeciders(tx);
  const factorRequiredSince = await requiredSince(tx, policy);
  const row = {
    ...{ policy, factorRequiredSince, updatedBy: actor.id },
    ...(isTurnedOn && { twoPersonSince: sql`now()` }),
    ...(!policy.twoPersonSettings && { twoPersonSince: null }),
  };
  await tx
    .insert(staffPolicies)
    .values(row)
    .onConflictDoUpdate({
      target: staffPolicies.id,
      set: { ...row, updatedAt: sql`now()` },
    });
  await recordEvent(
    actor,
    {
      action: 'staff.policy_changed',
      outcome: 'success',
      details: { before, after: policy },
    },
    tx,
  );
}

/**
 * With one person, every change would wait forever.
 * @throws DeskError `conflict`
 */
async function requireTwoDeciders(tx: Transaction): Promise<void> {
  const deciders = await listSettingsDeciders(tx);
  if (new Set(deciders.map(({ email }) => mailboxOf(email))).size > 1) return;
  const [only] = deciders;
  throw new DeskError('conflict', {
    detail: `${only ? `Only ${only.email}` : 'No one'} could approve changes to settings, so this can’t be turned on. It takes two people who can sign in, approve requests, see all accounts, and change the team and accounts. Invite another admin first.`,
  });
}

/** Since when each role must have a second factor: a role that is added starts now. */
async function requiredSince(
  tx: Transaction,
  { secondFactorFor }: StaffPolicy,
): Promise<Partial<Record<Role, string>>> {
  const [before] = await tx
    .select({ since: staffPolicies.factorRequiredSince })
    .from(staffPolicies);
  const { rows } = await tx.execute<{ now: string }>(sql`select now()::text as now`);
  const now = rows[0]?.now ?? '';
  return Object.fromEntries(secondFactorFor.map((role) => [role, before?.since[role] ?? now]));
}
