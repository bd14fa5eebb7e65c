import 'server-only';
import { listEveryAccount } from '@/lib/server/accounts/accounts';
import { assignmentsOf } from '@/lib/server/devices/assignments';
import { may, maySeeAccount, maySeeCustomer } from '@/lib/server/policies/permissions';
import type { Standing } from '@/lib/server/policies/standing';
import { usersInScope } from '@/lib/server/users/assignments';
import type { Permission } from '@/lib/shared/permissions';
import type { OwnKind } from '@/lib/shared/notifications';
import type { Ref } from './kinds';

type Viewer = Pick<Standing, 'permissions' | 'accountIds' | 'customerIds'>;

/**
 * `whole`: of all accounts and customers together. `account`: of one, with all customers in it.
 * `own`: made for the person from what they see, when it is sent.
 */
type Sight = { permission: Permission; of: 'whole' | 'account' | 'item' | 'own' };

const sights: Record<OwnKind, Sight> = {
  batch_finished: { permission: 'batches.read', of: 'account' },
  batch_trouble: { permission: 'batches.read', of: 'account' },
  account_failing: { permission: 'accounts.read', of: 'account' },
  seats_over: { permission: 'users.read', of: 'item' },
  seats_full: { permission: 'users.read', of: 'item' },
  device_offline: { permission: 'devices.read', of: 'item' },
  limit_reached: { permission: 'activity.read', of: 'whole' },
  new_device: { permission: 'staff.read', of: 'whole' },
  statement_ready: { permission: 'customers.read', of: 'whole' },
  backup_failed: { permission: 'settings.read', of: 'whole' },
  weekly_report: { permission: 'users.read', of: 'own' },
};

/** Whether someone may see any event of the kind at all. */
export function mayChoose(viewer: Viewer, kind: OwnKind): boolean {
  const { permission, of } = sights[kind];
  if (!may(viewer, permission)) return false;
  if (of === 'whole' && viewer.accountIds !== null) return false;
  return of === 'item' || of === 'own' || viewer.customerIds === null;
}

/** Whether they may see this event, as far as that can be said without looking anything up. */
export function mightSee(viewer: Viewer, kind: OwnKind, { accountId }: Ref): boolean {
  if (!mayChoose(viewer, kind)) return false;
  const { of } = sights[kind];
  if (of === 'whole' || of === 'own') return true;
  return accountId === undefined
    ? viewer.accountIds === null && viewer.customerIds === null
    : maySeeAccount(viewer, accountId);
}

/** Which of these events of a kind someone may see now. */
export async function visibleTo(
  viewer: Viewer,
  kind: OwnKind,
  refs: readonly Ref[],
): Promise<boolean[]> {
  const visible = refs.map((ref) => mightSee(viewer, kind, ref));
  if (viewer.customerIds === null || sights[kind].of === 'own') return visible;
  const accounts = await listEveryAccount(viewer);
  const theirs = await Promise.all(
    accounts.map(async (account) => {
      const own = refs.filter(({ accountId }) => accountId === account.id);
      const usernames = own.flatMap(({ username }) => username ?? []);
      const devices = own.flatMap(({ device }) => (device ? [ownedBy(account.id, device)] : []));
      const [isTheirs, assignmentOf] = await Promise.all([
        usersInScope(account, usernames),
        assignmentsOf([account], devices),
      ]);
      return own.filter(({ username, device }) => {
        if (username !== undefined) return isTheirs(username);
        if (!device) return false;
        const { customer } = assignmentOf(ownedBy(account.id, device));
        return maySeeCustomer(viewer, customer?.id ?? null);
      });
    }),
  );
  const found = new Set(theirs.flat());
  return refs.map((ref, place) => visible[place] === true && found.has(ref));
}

function ownedBy(accountId: string, { id, name, owner }: NonNullable<Ref['device']>) {
  return { accountId, id, name, ...(owner !== undefined && { owner }) };
}
