import { describe, expect, it } from 'vitest';
import {
  may,
  permissionsOf,
  sensitiveWorkOf,
  type Permission,
} from '@/lib/server/policies/permissions';
import type { Role } from '@/lib/contract/staff';

/** Each permission and who has it: viewer, technician, manager, administrator. */
const table: [permission: Permission, who: string][] = [
  ['users.read', 'vtma'],
  ['users.export', 'vtma'],
  ['batches.read', 'vtma'],
  ['batches.export', 'vtma'],
  ['devices.read', 'vtma'],
  ['accounts.read', 'vtma'],
  ['activity.read', 'vtma'],
  ['users.auto_login', 'tma'],
  ['connections.write', 'tma'],
  ['connections.end_others', 'ma'],
  ['users.write', 'ma'],
  ['batches.write', 'ma'],
  ['passwords.write', 'ma'],
  ['approvals.decide', 'ma'],
  ['staff.read', 'a'],
  ['staff.write', 'a'],
  ['accounts.test', 'a'],
  ['accounts.write', 'a'],
  ['activity.export', 'a'],
  ['settings.read', 'a'],
];
const letters: [Role, string][] = [
  ['viewer', 'v'],
  ['technician', 't'],
  ['manager', 'm'],
  ['administrator', 'a'],
];
const cells = table.flatMap(([permission, who]) =>
  letters.map(([role, letter]) => [role, permission, who.includes(letter)] as const),
);

describe('who may do what', () => {
  it.each(cells)('%s, %s: %s', (role, permission, isAllowed) => {
    expect(may(role, permission)).toBe(isAllowed);
  });

  it('is a table of exactly these permissions', () => {
    expect(permissionsOf.administrator.toSorted()).toEqual(
      table.map(([permission]) => permission).toSorted(),
    );
  });

  it('grants nothing to an unknown role', () => {
    expect(may('owner' as Role, 'users.read')).toBe(false);
  });

  it('lists no permission twice', () => {
    for (const [role] of letters) {
      expect(new Set(permissionsOf[role]).size).toBe(permissionsOf[role].length);
    }
  });
});

it('requires password confirmation for these and nothing else', () => {
  expect(sensitiveWorkOf).toEqual({
    'passwords.write': 'passwords',
    'users.export': 'exports',
    'batches.export': 'exports',
    'activity.export': 'exports',
    'staff.write': 'access',
    'accounts.write': 'access',
    'accounts.test': 'access',
  });
});
