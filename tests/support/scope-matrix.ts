/**
 * How each route meets vendor accounts, for the tests of confined staff. A route or method that
 * isn't listed fails the tests: what someone confined sees is decided before it is built.
 */
export type ScopeRow =
  /** Takes `?account=`: of an account outside it is 404. */
  | { by: 'query'; upstream: 'remotepc' | 'remoteit'; json?: unknown; query?: string }
  /** The id of an account or of something of it: 404. */
  | {
      by: 'id';
      of: 'account' | 'batch' | 'connection' | 'approval' | 'staff' | 'user' | 'device';
      json?: unknown;
    }
  /** Names the account in the body: 404. */
  | { by: 'body'; form: Record<string, string> }
  /** Without an account: its answer has nothing of one outside. */
  | { by: 'answer'; query?: string }
  /** About no account. */
  | { by: 'none' };

const none: ScopeRow = { by: 'none' };
const users = (json?: unknown, query?: string): ScopeRow => ({
  by: 'query',
  upstream: 'remotepc',
  json,
  query,
});
const devices = (json?: unknown): ScopeRow => ({ by: 'query', upstream: 'remoteit', json });
const ofBatch = (json?: unknown): ScopeRow => ({ by: 'id', of: 'batch', json });
const ofStaff = (json?: unknown): ScopeRow => ({ by: 'id', of: 'staff', json });
const ofAccount = (json?: unknown): ScopeRow => ({ by: 'id', of: 'account', json });

const user = 'ann@south.example';
const device = '80:00:00:00:01:00:81:a0';
const list = { text: user };

export const scopeMatrix: Record<string, ScopeRow> = {
  'GET /api/[...unknown]': none,
  'POST /api/[...unknown]': none,
  'PUT /api/[...unknown]': none,
  'PATCH /api/[...unknown]': none,
  'DELETE /api/[...unknown]': none,
  'GET /api/accounts': { by: 'answer' },
  // Someone confined connects none: they wouldn't see it.
  'POST /api/accounts': none,
  'PATCH /api/accounts/[id]': ofAccount({ isDisabled: true }),
  'DELETE /api/accounts/[id]': ofAccount(),
  'POST /api/accounts/[id]/adopt': ofAccount(),
  'GET /api/accounts/[id]/policy': ofAccount(),
  'PUT /api/accounts/[id]/policy': ofAccount({}),
  'POST /api/accounts/[id]/rotate': ofAccount(),
  'POST /api/accounts/[id]/test': ofAccount(),
  // About accounts by `of`: a test of its own asks as someone confined.
  'PUT /api/acknowledgements': none,
  'DELETE /api/acknowledgements': none,
  'GET /api/activity': { by: 'answer' },
  'GET /api/activity/access-report': { by: 'answer', query: '?month=2026-11' },
  'GET /api/activity/export': { by: 'answer', query: '?format=jsonl' },
  'GET /api/activity/key': none,
  // Of the whole log or not at all: a test of its own asks as someone confined.
  'GET /api/activity/proof': none,
  'GET /api/activity/verify': none,
  'GET /api/admission': none,
  'GET /api/approvals': { by: 'answer' },
  'POST /api/approvals': users({ username: user }),
  'POST /api/approvals/[id]/decide': { by: 'id', of: 'approval', json: { approve: true } },
  'POST /api/approvals/[id]/end': { by: 'id', of: 'approval' },
  'POST /api/approvals/[id]/withdraw': { by: 'id', of: 'approval' },
  'GET /api/approvals/changes': { by: 'answer' },
  'GET /api/approvals/news': { by: 'answer' },
  'POST /api/approvals/news': none,
  'GET /api/auth/[...nextauth]': none,
  'POST /api/auth/[...nextauth]': none,
  'POST /api/auto-login': { by: 'body', form: { username: user, password: 'pw' } },
  'GET /api/batches': users(),
  'POST /api/batches': users({ rows: [{ email: user }] }),
  'GET /api/batches/[id]': ofBatch(),
  'GET /api/batches/[id]/acknowledgement': ofBatch(),
  'POST /api/batches/[id]/cancel': ofBatch(),
  'POST /api/batches/[id]/edit': ofBatch(),
  'GET /api/batches/[id]/events': ofBatch(),
  'GET /api/batches/[id]/results': ofBatch(),
  'POST /api/batches/[id]/resume': ofBatch(),
  'POST /api/batches/[id]/retry': ofBatch(),
  'GET /api/batches/[id]/causes': ofBatch(),
  'GET /api/batches/[id]/rows': ofBatch(),
  'GET /api/batches/draft': users(),
  'PUT /api/batches/draft': users(list),
  'PATCH /api/batches/draft': users({ changes: {} }),
  'DELETE /api/batches/draft': users(),
  'POST /api/batches/preview': users(list),
  'GET /api/connections': devices(),
  'POST /api/connections': devices({ serviceId: '80:00:00:00:01:00:81:a1' }),
  'DELETE /api/connections/[id]': { by: 'id', of: 'connection' },
  'PUT /api/connections/[id]/login-name': { by: 'id', of: 'connection', json: { name: 'ann' } },
  'GET /api/customers': { by: 'answer' },
  'POST /api/customers': none,
  // A customer belongs to no account; only its sums do. A test of its own asks as someone confined.
  'GET /api/customers/[id]': none,
  'PATCH /api/customers/[id]': none,
  'DELETE /api/customers/[id]': none,
  // About no account; its rows are. A test of its own asks as someone confined.
  'GET /api/customers/[id]/access-sheet': none,
  'POST /api/customers/[id]/merge': none,
  'POST /api/customers/[id]/split': none,
  'POST /api/customers/[id]/split/preview': none,
  // About no account; its rows are. A test of its own asks as someone confined.
  'GET /api/customers/[id]/sign-ins': none,
  'GET /api/customers/export': { by: 'answer' },
  'POST /api/customers/import': none,
  'POST /api/customers/import/preview': none,
  'GET /api/customers/suggestions': { by: 'answer' },
  'POST /api/customers/suggestions': none,
  'GET /api/devices': devices(),
  'GET /api/devices/[key]': { by: 'id', of: 'device' },
  'GET /api/devices/annotations': devices(),
  'PATCH /api/devices/annotations': devices({ id: device, note: 'In the back room.' }),
  // Names accounts in the body: a test of its own asks as someone confined.
  'POST /api/devices/annotations': none,
  // Names accounts in the body: a test of its own asks as someone confined.
  'PUT /api/devices/customer': none,
  'GET /api/devices/export': devices(),
  'POST /api/devices/export': none,
  'GET /api/factors': none,
  'POST /api/factors/recovery-codes': none,
  'POST /api/factors/totp': none,
  'DELETE /api/factors/totp': none,
  'POST /api/factors/totp/confirm': none,
  'GET /api/health/live': none,
  'GET /api/health/ready': none,
  // Of no account: the whole team has them.
  'GET /api/invitation-templates': none,
  'POST /api/invitation-templates': none,
  'PATCH /api/invitation-templates/[id]': none,
  'DELETE /api/invitation-templates/[id]': none,
  'GET /api/invited': users(),
  // Its tools are what the routes use; a test of its own asks with a confined token.
  'POST /api/mcp': none,
  'GET /api/openapi.json': none,
  'POST /api/outgoing-address': none,
  'GET /api/overview': { by: 'answer' },
  'POST /api/passkeys': none,
  'PATCH /api/passkeys/[id]': none,
  'DELETE /api/passkeys/[id]': none,
  'POST /api/passkeys/registration-options': none,
  'POST /api/passkeys/sign-in-options': none,
  'POST /api/passkeys/step-up-options': none,
  'POST /api/password': none,
  'POST /api/policy-violations': none,
  'GET /api/profile': none,
  'PATCH /api/profile': none,
  'GET /api/profile/notifications': none,
  'PUT /api/profile/notifications': none,
  'GET /api/identity': none,
  'POST /api/identity': none,
  'DELETE /api/identity': none,
  'GET /api/roles': { by: 'answer' },
  'POST /api/roles': none,
  'PATCH /api/roles/[id]': none,
  'DELETE /api/roles/[id]': none,
  'GET /api/search': { by: 'answer', query: '?search=ann' },
  'GET /api/sessions': none,
  'DELETE /api/sessions': none,
  'DELETE /api/sessions/[id]': none,
  'GET /api/mail': none,
  'POST /api/mail/test': none,
  'POST /api/password-reset': none,
  'POST /api/set-up': none,
  'GET /api/sign-in-notices': none,
  'DELETE /api/sign-in-notices/[id]': none,
  'GET /api/staff': { by: 'answer' },
  'POST /api/staff': none,
  'GET /api/staff-policy': none,
  'PATCH /api/staff-policy': none,
  'PATCH /api/staff/[id]': ofStaff({ isDisabled: true }),
  'DELETE /api/staff/[id]': ofStaff(),
  'DELETE /api/staff/[id]/factors': ofStaff(),
  'POST /api/staff/[id]/revoke-sessions': ofStaff(),
  'GET /api/staff/[id]/sessions': ofStaff(),
  'DELETE /api/staff/[id]/sessions': ofStaff(),
  'DELETE /api/staff/[id]/sessions/[sessionId]': ofStaff(),
  'POST /api/staff/[id]/set-up-link': ofStaff(),
  // Of all accounts or not at all: a test of its own asks as someone confined.
  'GET /api/statements': none,
  'POST /api/statements': none,
  'GET /api/statements/[id]': none,
  'POST /api/statements/[id]/acknowledgement': none,
  'POST /api/statements/[id]/billed': none,
  'GET /api/statements/recipients': none,
  'GET /api/statements/settings': none,
  'PUT /api/statements/settings': none,
  'POST /api/step-up': none,
  'PUT /api/stored-passwords': users({ username: user, password: 'pw' }),
  'DELETE /api/stored-passwords': users({ username: user }),
  'POST /api/stored-passwords/import': users(list, 'mode=check'),
  'GET /api/seats-changes': users(),
  'GET /api/seats-history': users(),
  // A token is its owner's; which accounts it is confined to, a test of its own asks.
  'GET /api/tokens': none,
  'POST /api/tokens': none,
  'DELETE /api/tokens/[id]': none,
  'GET /api/tokens/[id]/calls': none,
  'GET /api/users': users(),
  'POST /api/users': users({ firstName: 'A', lastName: 'B', email: user, password: 'pw' }),
  'GET /api/views': { by: 'answer' },
  'POST /api/views': none,
  'PATCH /api/views/[id]': none,
  'DELETE /api/views/[id]': none,
  'GET /api/users/[key]': { by: 'id', of: 'user' },
  'GET /api/users/annotations': users(),
  'PATCH /api/users/annotations': users({ username: user, note: 'Wants a call.' }),
  'PUT /api/users/customer': users({ usernames: [user], customerId: null }),
  'POST /api/users/tags': users({ usernames: [user], add: ['VIP'] }),
  'GET /api/users/export': users(),
  'POST /api/users/export': users({ usernames: [user] }),
  'GET /api/vault': { by: 'answer' },
  // Of all accounts or not at all: a test of their own asks as someone confined.
  'GET /api/webhooks': none,
  'POST /api/webhooks': none,
  'PATCH /api/webhooks/[id]': none,
  'DELETE /api/webhooks/[id]': none,
  'GET /api/webhooks/[id]/deliveries': none,
  'POST /api/webhooks/[id]/deliveries/[deliveryId]/resend': none,
  'POST /api/webhooks/[id]/test': none,
  'GET /api/notification-channels': none,
  'POST /api/notification-channels': none,
  'PATCH /api/notification-channels/[id]': none,
  'DELETE /api/notification-channels/[id]': none,
  'GET /api/notification-channels/[id]/deliveries': none,
  'POST /api/notification-channels/[id]/deliveries/[deliveryId]/resend': none,
  'POST /api/notification-channels/[id]/test': none,
  'GET /api/notification-rules': none,
  'PUT /api/notification-rules': none,
};
