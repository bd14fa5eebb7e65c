import Link from 'next/link';
import { createContext, use } from 'react';
import { useAccounts } from '@/components/account-choice/account-choice';
import type { ActivityRow } from '@/lib/contract/audit';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { userPath } from '@/lib/shared/user-path';

/** The reader's permissions: an auditor may open nothing but the log. */
export const ReaderPermissions = createContext<readonly string[]>([]);

type Targeted = Pick<ActivityRow, 'action' | 'target' | 'targetName' | 'accountId'> &
  Partial<Pick<ActivityRow, 'details'>>;

/** The name of what an action was about; the id only if the name isn't known any more. */
export function targetText({ target, targetName }: Targeted): string | null {
  return targetName ?? (target === null ? null : shownEmail(target));
}

/** The same as a link, if the reader may open it. */
export function TargetLink({ row }: { row: Targeted }) {
  const permissions = use(ReaderPermissions);
  const account = useAccounts().find(({ id }) => id === row.target);
  const text = account?.name ?? targetText(row);
  if (text === null) return null;
  const title =
    text !== row.target && !row.target?.includes('@') ? `${text} (${row.target})` : text;
  const className = 'inline-block max-w-full min-w-0 truncate align-bottom';
  const href = pathOf(row, permissions);
  if (href === null) {
    return (
      <span title={title} className={className}>
        {text}
      </span>
    );
  }
  return (
    <Link href={href} title={title} prefetch={false} className={`${className} hover:underline`}>
      {text}
    </Link>
  );
}

const nounsOfUsers = ['user', 'auto_login', 'approval', 'password', 'invitation'];
const nounsOfTeam = ['staff', 'factor', 'identity'];

/** The page of a target; null: there is none, or not for this reader. */
export function pathOf(row: Targeted, permissions: readonly string[]): string | null {
  const { action, target, targetName, accountId, details = {} } = row;
  if (target === null) return null;
  const [noun = ''] = action.split('.');
  if (noun === 'batch') {
    const isOpen = permissions.includes('batches.read') && targetName !== undefined;
    return isOpen ? `/invitations/${encodeURIComponent(target)}` : null;
  }
  if (nounsOfTeam.includes(noun)) return permissions.includes('staff.read') ? '/staff' : null;
  if (noun === 'customer') {
    // Its name is the target, and may be another one's by now.
    const isOpen = permissions.includes('customers.read') && action !== 'customer.deleted';
    return isOpen && typeof details.id === 'string' ? `/customers/${details.id}` : null;
  }
  if (noun === 'account')
    return permissions.includes('accounts.write') ? '/settings/accounts' : null;
  if (!nounsOfUsers.includes(noun) || !permissions.includes('users.read')) return null;
  return userPath({ username: target, accountId });
}
