import {
  Gauge,
  HardDrive,
  Mail,
  ScrollText,
  Settings,
  ShieldCheck,
  UserCheck,
  Users,
  type LucideIcon,
} from 'lucide-react';

export type NavItem = {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Hidden from those who lack it. */
  permission?: string;
  /** In the navigation only while there is something; the palette always has it. */
  isOccasional?: boolean;
};

export const navItems: readonly NavItem[] = [
  { href: '/', label: 'Overview', icon: Gauge, permission: 'users.read' },
  { href: '/users', label: 'Users', icon: Users, permission: 'users.read' },
  { href: '/invitations', label: 'Invitations', icon: Mail, permission: 'batches.read' },
  { href: '/devices', label: 'Devices', icon: HardDrive, permission: 'devices.read' },
  {
    href: '/approvals',
    label: 'Approvals',
    icon: UserCheck,
    permission: 'users.auto_login',
    isOccasional: true,
  },
  { href: '/activity', label: 'Activity', icon: ScrollText, permission: 'activity.read' },
  { href: '/staff', label: 'Team', icon: ShieldCheck, permission: 'staff.read' },
  { href: '/settings', label: 'Settings', icon: Settings, permission: 'accounts.write' },
];

export function allowed<Item extends { permission?: string }>(
  items: readonly Item[],
  permissions: readonly string[],
): Item[] {
  return items.filter(({ permission }) => !permission || permissions.includes(permission));
}
