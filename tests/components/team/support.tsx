import type { AccountItem } from '@/lib/contract/accounts';
import type { RoleItem } from '@/lib/contract/roles';
import type { StaffMember } from '@/lib/contract/staff';
import { permissionsOf, roleWords } from '@/lib/shared/permissions';

export const aMember = (more: Partial<StaffMember> = {}): StaffMember => ({
  id: 'stf_one',
  email: 'max@desk.example',
  name: 'Max Mason',
  role: 'manager',
  isDisabled: false,
  accountIds: null,
  customerIds: null,
  customers: null,
  hasPassword: true,
  waitsForAdmin: false,
  hasSingleSignOn: false,
  hasFactor: false,
  createdAt: '2026-11-01T09:00:00.000Z',
  lastSeenAt: null,
  linkExpiresAt: null,
  ...more,
});

const account = (id: string, name: string, more: Partial<AccountItem> = {}): AccountItem => ({
  ...{ id, name, upstream: 'remotepc', isSandbox: false, isDefault: false, isDisabled: false },
  ...{ source: 'vault', url: 'https://vendor.example', hasSecret: true, previousUntil: null },
  ...more,
});

/** The roles from viewer up, and one of the desk's own. */
export const someRoles: RoleItem[] = [
  ...(['viewer', 'technician', 'manager', 'administrator'] as const).map((id) => ({
    ...{ id, name: roleWords[id].name, isBuiltIn: true, members: 1 },
    permissions: permissionsOf[id],
  })),
  {
    ...{ id: 'rol_night', name: 'Night shift', isBuiltIn: false, members: 2 },
    permissions: ['profile.write', 'devices.read'],
  },
];

/** Three accounts, one of them disabled, and a sandbox that is off. */
export const someAccounts = [
  account('rpc_a', 'Alpha'),
  account('rpc_b', 'Beta', { isDisabled: true }),
  account('rit_c', 'Gamma', { upstream: 'remoteit' }),
  account('rpc_sandbox', 'RemotePC sandbox', {
    ...{ isSandbox: true, isDisabled: true, source: 'sandbox' },
  }),
];
