import type { Permission } from '@/lib/shared/permissions';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * `public`: needs no session. `token`: the one-time link's token authorizes.
 * `anyone`: takes what someone without a session sends. `next-auth`: its own.
 */
const withoutPermission = ['public', 'token', 'anyone', 'next-auth'] as const;
export type Access = Permission | (typeof withoutPermission)[number];

/** Whether it is what a role allows or not. */
export function isPermission(access: Access): access is Permission {
  return !withoutPermission.some((one) => one === access);
}

/**
 * All routes and methods, with what they require. A route file or method that isn't listed fails
 * the tests: access is declared before it is built.
 */
export const accessMatrix: Record<string, Partial<Record<Method, Access>>> = {
  '/api/[...unknown]': {
    GET: 'profile.write',
    POST: 'profile.write',
    PUT: 'profile.write',
    PATCH: 'profile.write',
    DELETE: 'profile.write',
  },
  '/api/accounts': { GET: 'accounts.read', POST: 'accounts.write' },
  '/api/accounts/[id]': { PATCH: 'accounts.write', DELETE: 'accounts.write' },
  '/api/accounts/[id]/adopt': { POST: 'accounts.write' },
  '/api/accounts/[id]/policy': { GET: 'users.read', PUT: 'accounts.write' },
  '/api/accounts/[id]/rotate': { POST: 'accounts.write' },
  '/api/accounts/[id]/test': { POST: 'accounts.test' },
  '/api/acknowledgements': { PUT: 'problems.acknowledge', DELETE: 'problems.acknowledge' },
  '/api/activity': { GET: 'activity.read' },
  '/api/activity/access-report': { GET: 'activity.export' },
  '/api/activity/export': { GET: 'activity.export' },
  '/api/activity/key': { GET: 'activity.read' },
  '/api/activity/proof': { GET: 'activity.read' },
  '/api/activity/verify': { GET: 'activity.export' },
  '/api/admission': { GET: 'profile.write' },
  '/api/approvals': { GET: 'users.auto_login', POST: 'users.auto_login' },
  '/api/approvals/[id]/decide': { POST: 'approvals.decide' },
  '/api/approvals/[id]/end': { POST: 'approvals.decide' },
  '/api/approvals/[id]/withdraw': { POST: 'profile.write' },
  '/api/approvals/changes': { GET: 'profile.write' },
  '/api/approvals/news': { GET: 'profile.write', POST: 'profile.write' },
  '/api/auth/[...nextauth]': { GET: 'next-auth', POST: 'next-auth' },
  '/api/auto-login': { POST: 'users.auto_login' },
  '/api/batches': { GET: 'batches.read', POST: 'batches.write' },
  '/api/batches/[id]': { GET: 'batches.read' },
  '/api/batches/[id]/cancel': { POST: 'batches.write' },
  '/api/batches/[id]/causes': { GET: 'batches.read' },
  '/api/batches/[id]/edit': { POST: 'batches.write' },
  '/api/batches/[id]/events': { GET: 'batches.read' },
  '/api/batches/[id]/results': { GET: 'batches.export' },
  '/api/batches/[id]/resume': { POST: 'batches.write' },
  '/api/batches/[id]/retry': { POST: 'batches.write' },
  '/api/batches/[id]/rows': { GET: 'batches.read' },
  '/api/batches/draft': {
    GET: 'batches.write',
    PUT: 'batches.write',
    PATCH: 'batches.write',
    DELETE: 'batches.write',
  },
  '/api/batches/preview': { POST: 'batches.write' },
  '/api/connections': { GET: 'devices.read', POST: 'connections.write' },
  '/api/connections/[id]': { DELETE: 'connections.write' },
  '/api/devices': { GET: 'devices.read' },
  '/api/factors': { GET: 'profile.write' },
  '/api/factors/recovery-codes': { POST: 'profile.write' },
  '/api/factors/totp': { POST: 'profile.write', DELETE: 'profile.write' },
  '/api/factors/totp/confirm': { POST: 'profile.write' },
  '/api/health/live': { GET: 'public' },
  '/api/health/ready': { GET: 'public' },
  '/api/identity': { GET: 'profile.write', POST: 'profile.write', DELETE: 'profile.write' },
  '/api/mail': { GET: 'settings.read' },
  '/api/mail/test': { POST: 'accounts.write' },
  '/api/outgoing-address': { POST: 'accounts.test' },
  '/api/overview': { GET: 'users.read' },
  '/api/passkeys': { POST: 'profile.write' },
  '/api/passkeys/[id]': { PATCH: 'profile.write', DELETE: 'profile.write' },
  '/api/passkeys/registration-options': { POST: 'profile.write' },
  '/api/passkeys/sign-in-options': { POST: 'public' },
  '/api/passkeys/step-up-options': { POST: 'profile.write' },
  '/api/password': { POST: 'profile.write' },
  '/api/policy-violations': { POST: 'profile.write' },
  '/api/password-reset': { POST: 'anyone' },
  '/api/profile': { GET: 'profile.write', PATCH: 'profile.write' },
  '/api/roles': { GET: 'staff.read', POST: 'staff.write' },
  '/api/roles/[id]': { PATCH: 'staff.write', DELETE: 'staff.write' },
  '/api/seats-history': { GET: 'users.read' },
  '/api/sessions': { GET: 'profile.write', DELETE: 'profile.write' },
  '/api/sessions/[id]': { DELETE: 'profile.write' },
  '/api/set-up': { POST: 'token' },
  '/api/sign-in-notices': { GET: 'profile.write' },
  '/api/sign-in-notices/[id]': { DELETE: 'profile.write' },
  '/api/staff': { GET: 'staff.read', POST: 'staff.write' },
  '/api/staff-policy': { GET: 'users.read', PATCH: 'accounts.write' },
  '/api/staff/[id]': { PATCH: 'staff.write', DELETE: 'staff.write' },
  '/api/staff/[id]/factors': { DELETE: 'staff.write' },
  '/api/staff/[id]/revoke-sessions': { POST: 'staff.write' },
  '/api/staff/[id]/sessions': { GET: 'staff.read', DELETE: 'staff.write' },
  '/api/staff/[id]/sessions/[sessionId]': { DELETE: 'staff.write' },
  '/api/staff/[id]/set-up-link': { POST: 'staff.write' },
  '/api/step-up': { POST: 'profile.write' },
  '/api/stored-passwords': { PUT: 'passwords.write', DELETE: 'passwords.write' },
  '/api/stored-passwords/import': { POST: 'passwords.write' },
  '/api/users': { GET: 'users.read', POST: 'users.write' },
  '/api/users/annotations': { GET: 'users.read', PATCH: 'users.annotate' },
  '/api/users/export': { GET: 'users.export', POST: 'users.export' },
  '/api/vault': { GET: 'settings.read' },
};

/** Every page, with the permission it requires; `staff` is any staff member. */
export const pageMatrix: Record<string, Permission | 'public' | 'staff'> = {
  '/': 'users.read',
  '/activity': 'activity.read',
  '/approvals': 'staff',
  '/devices': 'devices.read',
  '/forgot-password': 'public',
  '/invitations': 'batches.read',
  '/invitations/[batchId]': 'batches.read',
  '/invitations/new': 'batches.write',
  '/no-access': 'public',
  '/profile': 'staff',
  '/second-factor': 'staff',
  '/set-up': 'public',
  '/settings': 'accounts.write',
  '/sign-in': 'public',
  '/staff': 'staff.read',
  '/staff/roles': 'staff.read',
  '/users': 'users.read',
  '/users/new': 'users.write',
  '/users/passwords': 'passwords.write',
  '/welcome': 'staff',
};
