import 'server-only';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import type { Around } from '@/lib/server/db/around';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  accountPolicies,
  accounts,
  batches,
  customerDevices,
  customerUsers,
  deviceAnnotations,
  invitationDrafts,
  invitations,
  loginNames,
  storedPasswords,
  upstreamLists,
  upstreamWaits,
  userAnnotations,
  userSeats,
} from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { formatCount } from '@/lib/shared/format';
import { changingAccounts, findAnyAccount, type Account } from './accounts';
import { about, isFromSettings, lockAccount } from './manage-accounts';

/** What hangs on an account, and goes with it or is stopped. */
type AccountUsage = {
  storedPasswords: number;
  /** With a note or tags. */
  annotatedUsers: number;
  annotatedDevices: number;
  /** Rows that haven't been sent. */
  pendingInvitations: number;
  drafts: number;
};

/** What goes with an account. */
const tables = [
  storedPasswords,
  userAnnotations,
  deviceAnnotations,
  customerUsers,
  customerDevices,
  userSeats,
  upstreamLists,
  upstreamWaits,
  invitationDrafts,
  accountPolicies,
  loginNames,
];

/**
 * Deletes an account: its secret, its users' stored passwords, notes, tags and seats by day, its
 * devices' notes, tags and people's login names there, who was assigned to which customer by hand,
 * lists, drafts and policy. Its batches, its own seats by day and audit events stay, and so does
 * what RemotePC may still hold against its key or its users.
 * @param confirm the account's name, if it is in use
 * @param stop cancels what hasn't been sent: first on its own, so that nothing of it waits for this
 * transaction, then what came meanwhile
 * @throws DeskError `account_not_found`; `conflict` it isn't stored here; `account_in_use`
 */
export async function deleteAccount(
  actor: Actor,
  id: string,
  {
    confirm,
    stop,
    around = {},
  }: {
    confirm: string | undefined;
    stop: (tx?: Transaction) => Promise<void>;
    around?: Around;
  },
): Promise<void> {
  const account = await findAnyAccount(actor, id);
  if (account.source === 'settings') throw isFromSettings(account);
  if (account.source === 'sandbox') {
    throw new DeskError('conflict', {
      detail: 'The sandbox can’t be deleted. Turn it off instead.',
    });
  }
  const use = await usageOf(id);
  const isInUse = Object.values(use).some((count) => count > 0);
  if (isInUse && confirm !== account.name) throw inUse(account, use);
  await stop();
  await changingAccounts(async (tx) => {
    await lockAccount(tx, id);
    await around.before?.(tx);
    await stop(tx);
    for (const table of tables) {
      await tx.delete(table).where(eq(table.accountId, id));
    }
    await tx.delete(accounts).where(eq(accounts.id, id));
    const details = { name: account.name, ...use };
    await recordEvent(actor, { ...about('account.deleted', id), details }, tx);
    await around.after?.(tx);
  });
}

async function usageOf(id: string): Promise<AccountUsage> {
  const pending = db()
    .select({ id: batches.id })
    .from(batches)
    .where(and(eq(batches.accountId, id), isNull(batches.finishedAt)));
  const isPending = and(inArray(invitations.batchId, pending), eq(invitations.status, 'pending'));
  return {
    storedPasswords: await db().$count(storedPasswords, eq(storedPasswords.accountId, id)),
    annotatedUsers: await db().$count(userAnnotations, eq(userAnnotations.accountId, id)),
    annotatedDevices: await db().$count(deviceAnnotations, eq(deviceAnnotations.accountId, id)),
    pendingInvitations: await db().$count(invitations, isPending),
    drafts: await db().$count(
      invitationDrafts,
      and(eq(invitationDrafts.accountId, id), eq(invitationDrafts.isSent, false)),
    ),
  };
}

function inUse({ name }: Account, use: AccountUsage): DeskError {
  const parts = [
    formatCount(use.storedPasswords, 'stored password'),
    formatCount(use.annotatedUsers, 'user with a note or tags', 'users with a note or tags'),
    formatCount(use.annotatedDevices, 'device with a note or tags', 'devices with a note or tags'),
    formatCount(
      use.pendingInvitations,
      'invitation that hasn’t been sent',
      'invitations that haven’t been sent',
    ),
    formatCount(use.drafts, 'list in preparation', 'lists in preparation'),
  ];
  return new DeskError('account_in_use', {
    detail: `${name} has ${parts.join(', ')}. They are deleted or canceled with it. To delete it anyway, confirm with its name.`,
    errors: Object.entries(use).map(([path, count]) => ({
      path,
      code: 'in_use',
      message: String(count),
    })),
  });
}
