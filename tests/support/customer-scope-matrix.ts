/**
 * How each route whose permission someone confined to customers keeps meets users, devices and
 * customers, for the tests of such staff. Every other permission is 404 for them, which the tests
 * derive; a route or method that is in neither fails the tests.
 */
export type CustomerScopeRow =
  /** The id or key of something of another customer's, in the path: 404. */
  | { by: 'id'; of: 'user' | 'device' | 'connection' | 'approval' | 'customer'; json?: unknown }
  /** Names another customer's user or device: refused as if it weren't there. */
  | {
      by: 'body';
      json?: unknown;
      form?: Record<string, string>;
      query?: string;
      status?: 403 | 404;
    }
  /** Names others among what is chosen: they aren't found, and nothing is changed. */
  | { by: 'choice'; json: unknown }
  /** Its answer has nothing of other customers. */
  | { by: 'answer'; query?: string }
  /** About no user, device or customer. */
  | { by: 'none' };

/** Users by domain; the last two by hand. */
export const ANN = 'ann@alpha.example';
export const BOB = 'bob@bravo.example';
export const MOVED_TO_ALPHA = 'cleo@gmail.com';
export const MOVED_TO_BRAVO = 'dora.bravo@alpha.example';
export const PI = '80:00:00:00:01:00:81:a0';
export const OLD_PI = '80:00:00:00:01:00:82:a0';

const none: CustomerScopeRow = { by: 'none' };
const answer = (query = ''): CustomerScopeRow => ({ by: 'answer', query });
const refused = (json: unknown, status: 403 | 404 = 404): CustomerScopeRow => ({
  by: 'body',
  json,
  status,
});
const choice = (json: unknown): CustomerScopeRow => ({ by: 'choice', json });
const of = (
  what: Extract<CustomerScopeRow, { by: 'id' }>['of'],
  json?: unknown,
): CustomerScopeRow => ({ by: 'id', of: what, json });

const device = { accountId: 'rit_sandbox', id: OLD_PI };
const user = { accountId: 'rpc_sandbox', username: BOB };

export const customerScopeMatrix: Record<string, CustomerScopeRow> = {
  'GET /api/accounts': answer(),
  'GET /api/accounts/[id]/policy': answer(),
  'GET /api/activity': answer(),
  'GET /api/activity/access-report': answer('?month=2026-11'),
  'GET /api/activity/export': answer('?format=csv'),
  'GET /api/activity/key': none,
  // Of the whole log or not at all.
  'GET /api/activity/proof': none,
  'GET /api/activity/verify': none,
  'GET /api/approvals': answer(),
  'POST /api/approvals': refused({ username: BOB }),
  'POST /api/approvals/[id]/decide': of('approval', { approve: true }),
  'POST /api/approvals/[id]/end': of('approval'),
  'POST /api/auto-login': { by: 'body', form: { username: BOB, password: 'pw' } },
  'GET /api/connections': answer(),
  'POST /api/connections': refused({ serviceId: '80:00:00:00:01:00:82:a1' }),
  'DELETE /api/connections/[id]': of('connection'),
  'PUT /api/connections/[id]/login-name': of('connection', { name: 'ann' }),
  'GET /api/customers': answer(),
  'POST /api/customers': refused({ name: 'Bravo two', domains: ['charlie.example'] }, 403),
  'GET /api/customers/[id]': of('customer'),
  'PATCH /api/customers/[id]': of('customer', { note: 'Ours now.' }),
  'DELETE /api/customers/[id]': of('customer'),
  'POST /api/customers/[id]/merge': of('customer', { into: 'cus_alpha' }),
  'POST /api/customers/[id]/split': of('customer', {
    into: 'cus_alpha',
    domains: ['bravo.example'],
  }),
  'POST /api/customers/[id]/split/preview': of('customer', {}),
  'GET /api/customers/[id]/sign-ins': of('customer'),
  // Without a month it is refused before anything is read: a test of its own asks for one.
  'GET /api/customers/[id]/access-sheet': none,
  'GET /api/customers/export': answer(),
  'POST /api/customers/import': refused({ text: 'Name\nBravo two' }, 403),
  'POST /api/customers/import/preview': refused({ text: 'Name\nBravo two' }, 403),
  'GET /api/customers/suggestions': answer(),
  'POST /api/customers/suggestions': refused({ domains: ['charlie.example'] }, 403),
  'GET /api/devices': answer('?pageSize=500'),
  'GET /api/devices/[key]': of('device'),
  'GET /api/devices/annotations': answer(),
  'PATCH /api/devices/annotations': refused({ id: OLD_PI, note: 'In the back room.' }),
  'POST /api/devices/annotations': refused({ devices: [device], add: ['vip'] }),
  'PUT /api/devices/customer': choice({ devices: [device], customerId: 'cus_alpha' }),
  'GET /api/devices/export': answer('?format=csv'),
  'POST /api/devices/export': choice({ devices: [device] }),
  'GET /api/overview': answer(),
  'GET /api/seats-changes': answer(),
  'GET /api/seats-history': answer(),
  // Of all customers, or not at all.
  'GET /api/statements': none,
  'POST /api/statements': none,
  'GET /api/statements/[id]': none,
  'POST /api/statements/[id]/acknowledgement': none,
  'POST /api/statements/[id]/billed': none,
  'GET /api/statements/recipients': none,
  'GET /api/statements/settings': none,
  'PUT /api/statements/settings': none,
  // The rule for everyone.
  'GET /api/staff-policy': none,
  'PUT /api/stored-passwords': refused({ username: BOB, password: 'pw' }),
  'DELETE /api/stored-passwords': refused({ username: BOB }),
  'POST /api/stored-passwords/import': choice({ text: `email,password\n${BOB},secret-pw` }),
  'GET /api/users': answer('?pageSize=500'),
  'POST /api/users': refused({
    ...{ firstName: 'A', lastName: 'B', email: 'new@bravo.example', password: 'pw' },
  }),
  'GET /api/users/[key]': of('user'),
  'GET /api/users/annotations': answer(),
  'PATCH /api/users/annotations': refused({ username: BOB, note: 'Wants a call.' }),
  'PUT /api/users/customer': choice({ usernames: [BOB], customerId: 'cus_alpha' }),
  'POST /api/users/tags': choice({ usernames: [BOB], add: ['VIP'] }),
  'GET /api/users/export': answer('?format=csv'),
  'POST /api/users/export': choice({ users: [user] }),
  // Of `profile.write`, which everyone has: those whose answer could name others.
  'GET /api/approvals/changes': answer(),
  'GET /api/approvals/news': answer(),
  'POST /api/approvals/[id]/withdraw': of('approval'),
  'GET /api/search': answer('?search=bravo'),
  'GET /api/views': answer(),
};
