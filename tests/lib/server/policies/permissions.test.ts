import { describe, expect, it } from 'vitest';
import type { Role } from '@/lib/contract/staff';
import { may, permissionsIn, sensitiveWorkOf } from '@/lib/server/policies/permissions';
import {
  builtInRoles,
  permissions,
  permissionsOf,
  permissionTable,
  roleWords,
  withNeeded,
  type Permission,
} from '@/lib/shared/permissions';

/** Each permission and who has it: Auditor, viewer, technician, manager, administrator. */
const table: [permission: Permission, who: string][] = [
  ['profile.write', 'Avtma'],
  ['users.read', 'vtma'],
  ['users.export', 'vtma'],
  ['customers.read', 'vtma'],
  ['batches.read', 'vtma'],
  ['batches.export', 'vtma'],
  ['devices.read', 'vtma'],
  ['devices.export', 'vtma'],
  ['accounts.read', 'vtma'],
  ['activity.read', 'Avtma'],
  ['users.auto_login', 'tma'],
  ['devices.annotate', 'tma'],
  ['connections.write', 'tma'],
  ['connections.end_others', 'ma'],
  ['users.annotate', 'tma'],
  ['problems.acknowledge', 'tma'],
  ['views.share', 'ma'],
  ['users.write', 'ma'],
  ['customers.manage', 'ma'],
  ['batches.write', 'ma'],
  ['passwords.write', 'ma'],
  ['approvals.decide', 'ma'],
  ['staff.read', 'a'],
  ['staff.write', 'a'],
  ['accounts.test', 'a'],
  ['accounts.write', 'a'],
  ['activity.export', 'Aa'],
  ['settings.read', 'a'],
  ['webhooks.manage', 'a'],
  ['notifications.manage', 'a'],
];
const letters = { auditor: 'A', viewer: 'v', technician: 't', manager: 'm', administrator: 'a' };
const cells = table.flatMap(([permission, who]) =>
  builtInRoles.map((role) => [role, permission, who.includes(letters[role])] as const),
);

describe('who may do what', () => {
  it.each(cells)('%s, %s: %s', (role, permission, isAllowed) => {
    expect(may({ permissions: permissionsIn(role, null) }, permission)).toBe(isAllowed);
  });

  it('is a table of exactly these permissions', () => {
    expect(permissions.toSorted()).toEqual(table.map(([permission]) => permission).toSorted());
  });

  it('grants nothing to an unknown role', () => {
    expect(permissionsIn('owner' as Role, null)).toEqual([]);
    expect(permissionsIn('toString' as Role, null)).toEqual([]);
  });

  it('is what is stored for a role defined here, as far as it is known', () => {
    expect(permissionsIn('rol_1', ['devices.read', 'moon.land'])).toEqual(['devices.read']);
    expect(permissionsIn('administrator', ['devices.read'])).toEqual(permissionsOf.administrator);
  });

  it('includes what a permission can’t be used without, and one’s own account', () => {
    expect(withNeeded(['approvals.decide'])).toEqual([
      ...['profile.write', 'users.read', 'users.auto_login', 'approvals.decide'],
    ]);
    for (const permission of permissions) {
      const all = withNeeded([permission]);
      expect(withNeeded(all), permission).toEqual(all);
    }
    for (const role of builtInRoles) {
      expect(withNeeded(permissionsOf[role]), role).toEqual(permissionsOf[role]);
    }
  });

  it('is the table in docs/roles.md', async () => {
    const heading = [
      'Permission',
      'What it allows',
      ...builtInRoles.map((id) => roleWords[id].name),
    ];
    const rows = permissions.map((permission) => [
      `\`${permission}\``,
      permissionTable[permission].label,
      ...builtInRoles.map((role) => (permissionsOf[role].includes(permission) ? 'yes' : '')),
    ]);
    const widths = heading.map((_, column) =>
      Math.max(3, ...[heading, ...rows].map((row) => row[column]?.length ?? 0)),
    );
    const line = (cellsOf: string[], fill = ' ') =>
      `| ${cellsOf.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
    const lines = [
      line(heading),
      line(
        heading.map(() => ''),
        '-',
      ),
      ...rows.map((row) => line(row)),
    ];
    const text = `# Roles

What each built-in role allows. An admin can define more roles from these permissions (_Team_, then _Roles_), but never one that allows more than their own. \`npm test\` compares this page with the code; \`npx vitest run tests/lib/server/policies -u\` writes it.

${lines.join('\n')}
`;
    await expect(text).toMatchFileSnapshot('../../../../docs/roles.md');
  });
});

it('requires password confirmation for these and nothing else', () => {
  expect(sensitiveWorkOf).toEqual({
    'passwords.write': 'passwords',
    'users.export': 'exports',
    'devices.export': 'exports',
    'batches.export': 'exports',
    'activity.export': 'exports',
    'staff.write': 'access',
    'accounts.write': 'access',
    'accounts.test': 'access',
    'webhooks.manage': 'access',
    'notifications.manage': 'access',
  });
});
