import 'server-only';
import type { Account } from '@/lib/server/accounts/accounts';
import {
  findAssignments,
  type Assignable,
  type AssignmentFacts,
} from '@/lib/server/assignments/assignments';
import { customerDevices } from '@/lib/server/db/schema';
import { normalizeEmail } from '@/lib/shared/email/normalize-email';
import { domainOf } from '@/lib/shared/email/public-domains';

type Owned = { accountId: string; id: string; name: string | null; owner?: string };

/** To which customers devices of these accounts belong; with `devices`, only these are asked about. */
export async function assignmentsOf(
  accounts: readonly Pick<Account, 'id'>[],
  devices?: readonly Owned[],
): Promise<(device: Owned) => AssignmentFacts> {
  const ids = accounts.map(({ id }) => id);
  const assignmentOf = await findAssignments(customerDevices, ids, devices?.map(assignable));
  return (device) => assignmentOf(assignable(device));
}

/** A device as it is assigned: by the mail domain of its owner, if that's an address. */
function assignable({ accountId, id, name, owner = '' }: Owned): Assignable {
  const domain = domainOf(normalizeEmail(owner) ?? '');
  return { accountId, itemId: id, name: name ?? '', domain };
}
