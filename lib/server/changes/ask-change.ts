import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { WaitsForApproval } from '@/lib/contract/changes';
import { findAnyAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { listDeciders, isSameMailbox } from '@/lib/server/approvals/deciders';
import { mailDeciders } from '@/lib/server/approvals/tell-by-mail';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { pendingChanges, roles, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { may } from '@/lib/server/policies/permissions';
import type { Standing } from '@/lib/server/policies/standing';
import { storeChangeSecret } from '@/lib/server/vault/change-secrets';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import { withCurrentKey } from '@/lib/server/vault/open-vault';
import type { MasterKey } from '@/lib/server/vault/seal';
import type { CustomRoleId } from '@/lib/contract/staff';
import { isInScope, linkMakersOf, stateOf } from './list-changes';
import { accountOf, permissionFor, rehearse, settingOf, splitSecret, type Change } from './change';

/**
 * With the two-person rule, the change waits for someone else instead of being made. It is tried
 * first, so that what can't be made isn't asked for.
 * @returns null: the rule is off, or nothing would change, and the caller makes it
 * @throws DeskError as the change itself would; `conflict` one of this setting waits already, or no
 * one else could approve it
 */
export async function askFirst(actor: Actor, change: Change): Promise<WaitsForApproval | null> {
  const { twoPersonSettings, twoPersonHours } = await findStaffPolicy();
  if (!twoPersonSettings) return null;
  const tried = await rehearse(actor, change, { isTested: true });
  if (isDeepStrictEqual(tried.before, tried.after)) return null;
  const { secret } = splitSecret(change);
  const accountId = accountOf(change);
  const accountName = accountId && (await findAnyAccount(actor, accountId)).name;
  const id = createId('chg');
  const insert = (key: MasterKey | null) =>
    db().transaction((tx) =>
      insertChange(tx, actor, change, { id, key, ...tried, accountName, twoPersonHours }),
    );
  if (secret === undefined) await insert(null);
  else {
    await withCurrentKey(insert).catch((error: unknown) => {
      throw vaultRefusal(error);
    });
  }
  return { approvalId: id };
}

type New = {
  id: string;
  key: MasterKey | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** Null: it's about no account, or about a new one. */
  accountName: string | null;
  twoPersonHours: number;
};

async function insertChange(
  tx: Transaction,
  actor: Actor,
  change: Change,
  { id, key, before, after, accountName, twoPersonHours }: New,
): Promise<void> {
  const setting = settingOf(change);
  const accountId = accountOf(change);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`change ${setting}`}))`);
  await requireNoOther(tx, actor, setting);
  const tried = { change, accountId, before, after };
  const deciders = await requireDeciders(tx, actor, tried);
  const { input, secret } = splitSecret(change);
  const targetName = accountName ?? (await nameOf(tx, change));
  await tx.insert(pendingChanges).values({
    ...{ id, kind: change.kind, setting, accountId, targetName, input, before, after },
    ...{ askedById: actor.id, askedByEmail: actor.email },
    expiresAt: sql`now() + make_interval(hours => ${twoPersonHours})`,
  });
  if (secret !== undefined && key) await storeChangeSecret(tx, id, secret, key);
  await recordEvent(
    actor,
    {
      action: 'change.asked',
      outcome: 'success',
      target: targetName,
      ...(accountId && { accountId }),
      details: { approvalId: id, kind: change.kind, before, after },
    },
    tx,
  );
  await mailDeciders(tx, actor, ({ id }) => deciders.has(id), {
    by: actor.email,
    what: `Change of ${targetName}`,
    reason: null,
  });
}

/** @throws DeskError `conflict` names who asked */
async function requireNoOther(tx: Transaction, actor: Actor, setting: string): Promise<void> {
  const open = await tx
    .select()
    .from(pendingChanges)
    .where(
      and(
        eq(pendingChanges.setting, setting),
        inArray(pendingChanges.state, ['pending', 'running']),
      ),
    );
  // Neither one that has expired nor one whose process is gone.
  const other = open.find((row) => ['pending', 'running'].includes(stateOf(row)));
  if (!other) return;
  throw new DeskError('conflict', {
    detail:
      other.askedById === actor.id
        ? 'A change of this that you asked for is still waiting. Withdraw it under Approvals first.'
        : `${other.askedByEmail} has already asked for a change of this, and it’s still waiting. Decide about it under Approvals first.`,
  });
}

type Tried = { change: Change; accountId: string | null } & Pick<New, 'before' | 'after'>;

/** Someone other than the asker who could make the change themselves. */
function couldDecide(
  person: Standing,
  asker: Pick<Actor, 'id' | 'email'>,
  { change, ...facts }: Tried,
) {
  const isForEveryone = change.kind === 'staff_policy';
  return (
    person.id !== asker.id &&
    !isSameMailbox(person.email, asker.email) &&
    may(person, permissionFor(change)) &&
    (isForEveryone
      ? person.accountIds === null && person.customerIds === null
      : isInScope(person, { kind: change.kind, ...facts }))
  );
}

/**
 * The ids of those who could decide about it.
 * @throws DeskError `conflict` there are none, so it would wait forever: says how to get out
 */
async function requireDeciders(
  tx: Transaction,
  actor: Actor,
  tried: Tried,
): Promise<ReadonlySet<string>> {
  const able = (await listDeciders(tx)).filter((person) => couldDecide(person, actor, tried));
  const deciders = new Set<string>();
  for (const { id } of able) {
    if (!(await linkMakersOf(id, tx)).has(actor.id)) deciders.add(id);
  }
  if (deciders.size > 0) return deciders;
  const own =
    able.length > 0 ? ' Someone whose link for setting a password you created doesn’t count.' : '';
  throw new DeskError('conflict', {
    detail: `Changes to settings need a second person, and no one else on the team could approve this one.${own} Someone with access to the server can turn the rule off: npm run staff -- two-person-off`,
  });
}

/** What people call the setting. */
async function nameOf(tx: Transaction, change: Change): Promise<string> {
  if (change.kind === 'staff_policy') return 'Team policy';
  if (change.kind === 'staff_invite') return change.input.email;
  if (change.kind === 'role_add' || change.kind === 'account_add') return change.input.name;
  if (change.kind === 'staff_change') {
    const [row] = await tx
      .select({ email: staffMembers.email })
      .from(staffMembers)
      .where(eq(staffMembers.id, change.id));
    return row?.email ?? change.id;
  }
  if (change.kind === 'role_change' || change.kind === 'role_delete') {
    const [row] = await tx
      .select({ name: roles.name })
      .from(roles)
      .where(eq(roles.id, change.id as CustomRoleId));
    return row?.name ?? change.id;
  }
  return change.id;
}
