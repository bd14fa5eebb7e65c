/** The roles that every installation has, from the fewest permissions to the most. */
export const builtInRoles = [
  'auditor',
  'viewer',
  'technician',
  'manager',
  'administrator',
] as const;
export type BuiltInRole = (typeof builtInRoles)[number];

export const roleWords: Record<BuiltInRole, { name: string; description: string }> = {
  auditor: {
    name: 'Auditor',
    description: 'Can read, verify, and export the audit log, and nothing else.',
  },
  viewer: {
    name: 'Viewer',
    description: 'Can view everything except Team and Settings, and change nothing.',
  },
  technician: {
    name: 'Technician',
    description: 'Can also sign in as users, open connections, and write notes and tags.',
  },
  manager: { name: 'Manager', description: 'Can also add and invite users and store passwords.' },
  administrator: {
    name: 'Administrator',
    description: 'Can also manage the team, accounts, and policies.',
  },
};

type Row = {
  group:
    | 'Own account'
    | 'Users'
    | 'Customers'
    | 'Invitations'
    | 'Devices'
    | 'Audit log'
    | 'Administration';
  label: string;
  /** The least of the roles from viewer up that has it; `all`: the auditor too. */
  from: 'all' | Exclude<BuiltInRole, 'auditor'>;
  /** Beyond that: the auditor. */
  auditor?: true;
  /** What it can't be used without. */
  needs?: readonly string[];
};

/**
 * The one table of permissions: handlers, pages, the page *Roles* and docs/roles.md go by it. They
 * are named `noun.verb`.
 */
const table = {
  'profile.write': {
    group: 'Own account',
    label: 'Sign in, and change their name, password, factors, and sessions',
    from: 'all',
  },
  'users.read': { group: 'Users', label: 'View the overview, users, and seats', from: 'viewer' },
  'problems.acknowledge': {
    group: 'Users',
    label: 'Mark problems on the overview as seen for the whole team, or snooze them',
    from: 'technician',
    needs: ['users.read'],
  },
  'users.export': {
    group: 'Users',
    label: 'Export users',
    from: 'viewer',
    needs: ['users.read'],
  },
  'users.auto_login': {
    group: 'Users',
    label: 'Sign in as a user',
    from: 'technician',
    needs: ['users.read'],
  },
  'users.annotate': {
    group: 'Users',
    label: 'Write notes and tags on users',
    from: 'technician',
    needs: ['users.read'],
  },
  'users.write': { group: 'Users', label: 'Add users', from: 'manager', needs: ['users.read'] },
  'passwords.write': {
    group: 'Users',
    label: 'Store and delete users’ passwords',
    from: 'manager',
    needs: ['users.read'],
  },
  'approvals.decide': {
    group: 'Users',
    label:
      'Approve or decline colleagues’ sign-ins as a user, and changes they could make themselves',
    from: 'manager',
    needs: ['users.read', 'users.auto_login'],
  },
  'views.share': {
    group: 'Users',
    label: 'Share saved views with a role or with everyone',
    from: 'manager',
  },
  'customers.read': {
    group: 'Customers',
    label: 'View customers, with their users, seats, and notes',
    from: 'viewer',
    needs: ['users.read'],
  },
  'customers.manage': {
    group: 'Customers',
    label:
      'Create, change, merge, split, and delete customers, and assign users and devices to them',
    from: 'manager',
    needs: ['users.read', 'customers.read'],
  },
  'batches.read': { group: 'Invitations', label: 'View invitations', from: 'viewer' },
  'batches.export': {
    group: 'Invitations',
    label: 'Export the results of invitations',
    from: 'viewer',
    needs: ['batches.read'],
  },
  'batches.write': {
    group: 'Invitations',
    label: 'Invite users from a list, and stop or retry a batch',
    from: 'manager',
    needs: ['batches.read', 'users.read'],
  },
  'devices.read': { group: 'Devices', label: 'View devices', from: 'viewer' },
  'devices.export': {
    group: 'Devices',
    label: 'Export devices',
    from: 'viewer',
    needs: ['devices.read'],
  },
  'devices.annotate': {
    group: 'Devices',
    label: 'Write notes and tags on devices',
    from: 'technician',
    needs: ['devices.read'],
  },
  'connections.write': {
    group: 'Devices',
    label: 'Connect to a service, and close their connections',
    from: 'technician',
    needs: ['devices.read'],
  },
  'connections.end_others': {
    group: 'Devices',
    label: 'Close colleagues’ connections',
    from: 'manager',
    needs: ['devices.read', 'connections.write'],
  },
  'activity.read': {
    group: 'Audit log',
    label: 'Read the audit log',
    from: 'viewer',
    auditor: true,
  },
  'activity.export': {
    group: 'Audit log',
    label: 'Export and verify the audit log',
    from: 'administrator',
    auditor: true,
    needs: ['activity.read'],
  },
  'accounts.read': {
    group: 'Administration',
    label: 'View which accounts there are',
    from: 'viewer',
  },
  'accounts.test': {
    group: 'Administration',
    label: 'Test an account’s connection',
    from: 'administrator',
    needs: ['accounts.read'],
  },
  'accounts.write': {
    group: 'Administration',
    label: 'Connect, change, and delete accounts, and set policies',
    from: 'administrator',
    needs: ['accounts.read', 'accounts.test', 'settings.read'],
  },
  'settings.read': {
    group: 'Administration',
    label: 'View the vault’s state, webhooks, and notifications',
    from: 'administrator',
  },
  'webhooks.manage': {
    group: 'Administration',
    label: 'Send events of the audit log to other software: manage webhooks',
    from: 'administrator',
    needs: ['activity.read', 'settings.read'],
  },
  'notifications.manage': {
    group: 'Administration',
    label: 'Choose who is told of events: manage notification channels and rules',
    from: 'administrator',
    needs: ['activity.read', 'settings.read'],
  },
  'staff.read': {
    group: 'Administration',
    label: 'View the team and its sessions',
    from: 'administrator',
  },
  'staff.write': {
    group: 'Administration',
    label: 'Invite, change, and remove team members, and define roles',
    from: 'administrator',
    needs: ['staff.read', 'accounts.read'],
  },
} as const satisfies Record<string, Row>;

export type Permission = keyof typeof table;

export const permissionTable: Readonly<Record<Permission, Row>> = table;
export const permissions = Object.keys(table) as Permission[];

/**
 * All that an API token can be given. What isn't here, now or later, only a person can do: their own
 * account, people and roles, accounts and policies, and decisions.
 */
export const tokenPermissions = [
  ...(['users.read', 'users.export', 'users.auto_login', 'users.annotate', 'users.write'] as const),
  ...(['passwords.write', 'problems.acknowledge', 'customers.read', 'customers.manage'] as const),
  ...(['batches.read', 'batches.export', 'batches.write'] as const),
  ...(['devices.read', 'devices.export', 'devices.annotate', 'connections.write'] as const),
  ...(['activity.read', 'activity.export', 'accounts.read', 'settings.read'] as const),
] as const satisfies readonly Permission[];
export type TokenPermission = (typeof tokenPermissions)[number];

export function isTokenPermission(permission: Permission): permission is TokenPermission {
  return tokenPermissions.some((one) => one === permission);
}

export const permissionsOf: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  auditor: ofRole('auditor'),
  viewer: ofRole('viewer'),
  technician: ofRole('technician'),
  manager: ofRole('manager'),
  administrator: ofRole('administrator'),
};

function ofRole(role: BuiltInRole): Permission[] {
  const rank = builtInRoles.indexOf(role);
  return permissions.filter((permission) => {
    const { from, auditor } = permissionTable[permission];
    if (from === 'all') return true;
    return role === 'auditor' ? auditor === true : rank >= builtInRoles.indexOf(from);
  });
}

/** These, with everything they can't be used without, in the table's order. */
export function withNeeded(chosen: readonly Permission[]): Permission[] {
  const all = new Set<string>(chosen);
  // Each row names all of what it needs, not only the nearest.
  for (const permission of chosen) {
    for (const needed of permissionTable[permission].needs ?? []) all.add(needed);
  }
  return permissions.filter(
    (permission) => all.has(permission) || permissionTable[permission].from === 'all',
  );
}

/** The table by group, for lists. */
export const permissionGroups: readonly { group: Row['group']; members: Permission[] }[] = [
  ...new Set(permissions.map((permission) => permissionTable[permission].group)),
].map((group) => ({
  group,
  members: permissions.filter((permission) => permissionTable[permission].group === group),
}));
