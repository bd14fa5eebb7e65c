import 'server-only';
import type { Found, SearchedPart, SearchQuery } from '@/lib/contract/search';
import { findAccounts } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { searchCustomers } from '@/lib/server/customers/list-customers';
import { deviceKey, listDevices } from '@/lib/server/devices/list-devices';
import { DeskError } from '@/lib/server/errors';
import { listBatches } from '@/lib/server/invitations/list-batches';
import { listInvited } from '@/lib/server/invitations/list-invited';
import { describeError, log } from '@/lib/server/log';
import { may } from '@/lib/server/policies/permissions';
import { listStaff } from '@/lib/server/staff/list-staff';
import { listUsers } from '@/lib/server/users/list-users';
import { userKey } from '@/lib/server/users/user-list';
import type { Permission } from '@/lib/shared/permissions';

/** Of each kind. */
const MOST = 6;

const first = { page: 1, pageSize: MOST };
/** A person is typing: the last known list is soon enough. */
const known = { waitMs: 0 };

/**
 * The first few users, invited people, customers, devices, batches, and team members that match, of what the person may see:
 * whatever needs a permission they lack is empty. Parts that fail are named; the others stay.
 */
export async function search(actor: Actor, query: SearchQuery): Promise<Found> {
  const wanted = query.search.trim();
  const failed: SearchedPart[] = [];
  const part = async <T>(
    name: SearchedPart,
    permission: Permission,
    find: () => Promise<T[]>,
  ): Promise<T[]> => {
    if (wanted === '' || !may(actor, permission)) return [];
    try {
      return await find();
    } catch (error) {
      // No account of that vendor: there is nothing to search.
      if (error instanceof DeskError && error.code === 'account_not_found') return [];
      log().warn({ part: name, error: describeError(error) }, 'part of the search failed');
      failed.push(name);
      return [];
    }
  };
  const [users, invited, customers, devices, batches, members] = await Promise.all([
    part('users', 'users.read', async () => {
      const asked = { ...first, account: query.users, search: wanted, sort: 'username' } as const;
      const { items } = await listUsers(actor, asked, known);
      return items.map(({ accountId, username }) => ({
        ...{ accountId, username },
        key: userKey({ accountId, username }),
      }));
    }),
    part('invited', 'batches.read', async () => {
      const asked = { ...first, account: query.users, search: wanted };
      const { items } = await listInvited(actor, asked, known);
      return items.map(({ accountId, email }) => ({ accountId, email }));
    }),
    part('customers', 'customers.read', () => searchCustomers(actor, wanted, MOST)),
    part('devices', 'devices.read', async () => {
      const asked = { ...first, account: query.devices, search: wanted, sort: 'name' } as const;
      const { items } = await listDevices(actor, asked, known);
      return items.map(({ accountId, id, name }) => ({
        ...{ accountId, id, name },
        key: deviceKey({ accountId, id }),
      }));
    }),
    part('batches', 'batches.read', async () => {
      const accounts = await findAccounts(actor, 'remotepc', query.users);
      const ids = accounts.map(({ id }) => id);
      const { items } = await listBatches(ids, { ...first, search: wanted });
      return items.map(({ id, name, total, createdAt }) => ({ id, name, total, createdAt }));
    }),
    part('members', 'staff.read', async () => {
      const matches = memberMatcher(wanted);
      return (await listStaff(actor))
        .filter(matches)
        .slice(0, MOST)
        .map(({ id, name, email }) => ({ id, name, email }));
    }),
  ]);
  return { users, invited, customers, devices, batches, members, failed };
}

/** Every word is in the name or the address. */
function memberMatcher(wanted: string) {
  const words = wanted.toLowerCase().split(/\s+/);
  return ({ name, email }: { name: string; email: string }) => {
    const text = `${name} ${email}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
