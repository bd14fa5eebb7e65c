'use client';

import { useQuery } from '@tanstack/react-query';
import {
  Building2,
  Gauge,
  HardDrive,
  Mail,
  ReceiptText,
  ScrollText,
  Settings,
  ShieldCheck,
  UserCheck,
  Users,
  type LucideIcon,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { approvalsNewsQuery } from '@/components/changes/queries';
import { Tooltip } from '@/components/ui/tooltip';
import { viewsQuery } from '@/components/views/queries';
import { useCurrentView, ViewLinks } from '@/components/views/view-links';
import { cn } from '@/lib/client/cn';
import type { ApprovalsNews } from '@/lib/contract/approvals';
import { formatNumber } from '@/lib/shared/format';
import type { ViewPage } from '@/lib/shared/view-pages';
import { useAccountLinks } from './use-shell-accounts';

type NavLinksProps = {
  permissions: readonly string[];
  onLeave?: () => void;
};

export function NavLinks({ permissions, onLeave }: NavLinksProps) {
  const path = usePathname();
  const withAccount = useAccountLinks();
  const { data } = useQuery({
    ...approvalsNewsQuery(),
    enabled: approvers.some((permission) => permissions.includes(permission)),
  });
  const view = useCurrentView();
  const { data: views } = useQuery(viewsQuery());
  // Then the view is the page, in the list beneath.
  const isView = views?.items.some(({ id }) => id === view) ?? false;
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-px">
        {allowed(navItems, permissions).map(({ href, label, icon: Icon, viewsOf }) => {
          const isApprovals = href === '/approvals' && data;
          const isCurrent =
            href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Tooltip text={label} side="right" isLabel isForIcon>
                <Link
                  href={withAccount(href)}
                  onClick={onLeave}
                  prefetch={false}
                  aria-current={isCurrent && !isView ? 'page' : undefined}
                  className={cn(
                    'relative flex h-8 w-10 items-center justify-center gap-2.5 rounded-control text-13 font-medium transition-colors duration-fast touch:h-11 wide:w-full wide:justify-start wide:px-2.5',
                    isCurrent ? 'bg-sunken text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
                  )}
                >
                  <Icon aria-hidden className={cn('size-4', isCurrent && 'text-accent-text')} />
                  <span className="sr-only wide:not-sr-only wide:truncate">{label}</span>
                  {isApprovals && <ApprovalsBadge {...data} />}
                </Link>
              </Tooltip>
              {viewsOf && <ViewLinks page={viewsOf} onLeave={onLeave} />}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/**
 * What waits for this person's decision, and what they haven't seen of their own requests. Beside
 * the label, or beside the icon while the navigation is collapsed.
 */
function ApprovalsBadge({ toDecide, ...own }: ApprovalsNews) {
  const decided = own.news.length + own.changes.length;
  const parts = [
    toDecide > 0 && `${formatNumber(toDecide)} waiting for you`,
    decided > 0 && `${formatNumber(decided)} of yours decided`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <span className="absolute top-0 right-0 min-w-4 rounded-full bg-accent-solid px-1 text-center text-12 leading-4 text-on-accent tabular-nums wide:static wide:ml-auto">
      <span aria-hidden>{formatNumber(toDecide + decided)}</span>
      <span className="sr-only"> {parts.join(', ')}</span>
    </span>
  );
}

type NavItem = {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Hidden from anyone without it, or without any of them. */
  permission?: string | readonly string[];
  /** The page whose saved views are beneath it. */
  viewsOf?: ViewPage;
};

/** Who asks for approval: to sign in as a user, or to change a setting. */
export const approvers = ['users.auto_login', 'accounts.write', 'staff.write'] as const;

export const navItems: readonly NavItem[] = [
  { href: '/', label: 'Overview', icon: Gauge, permission: 'users.read' },
  { href: '/users', label: 'Users', icon: Users, permission: 'users.read', viewsOf: 'users' },
  {
    href: '/customers',
    label: 'Customers',
    icon: Building2,
    permission: 'customers.read',
    viewsOf: 'customers',
  },
  { href: '/statements', label: 'Statements', icon: ReceiptText, permission: 'customers.read' },
  {
    href: '/invitations',
    label: 'Invitations',
    icon: Mail,
    permission: 'batches.read',
    viewsOf: 'invitations',
  },
  {
    href: '/devices',
    label: 'Devices',
    icon: HardDrive,
    permission: 'devices.read',
    viewsOf: 'devices',
  },
  {
    href: '/approvals',
    label: 'Approvals',
    icon: UserCheck,
    permission: approvers,
  },
  {
    href: '/activity',
    label: 'Audit log',
    icon: ScrollText,
    permission: 'activity.read',
    viewsOf: 'activity',
  },
  { href: '/staff', label: 'Team', icon: ShieldCheck, permission: 'staff.read' },
  { href: '/settings', label: 'Settings', icon: Settings, permission: 'settings.read' },
];

export function allowed<Item extends Pick<NavItem, 'permission'>>(
  items: readonly Item[],
  permissions: readonly string[],
): Item[] {
  return items.filter(
    ({ permission }) => !permission || [permission].flat().some((one) => permissions.includes(one)),
  );
}
