const outcomes = ['success', 'failure', 'denied', 'unknown'] as const;
type Outcome = (typeof outcomes)[number];

/**
 * Every action of the audit log, `noun.past_verb`, and its text. An action that can also fail has
 * one text per outcome, so that no text claims what didn't happen.
 */
const words = {
  'access.denied': 'Access denied',
  'access.second_factor_missing': 'Access denied until they add a second factor',
  'access.step_up_required': 'Password confirmation required',
  'account.tested': 'Tested the account connection',
  'account.added': 'Connected an account',
  'account.adopted': 'Moved an account from the settings into the vault',
  'account.changed': 'Changed an account',
  'account.secret_replaced': 'Replaced an account’s key',
  'account.key_requested': 'Requested a new access key from remote.it',
  'account.key_created': {
    success: 'Created a new access key at remote.it',
    failure: 'Failed to create an access key at remote.it',
    unknown: 'Requested a new access key, but remote.it didn’t respond',
  },
  'account.key_disabled': {
    success: 'Disabled the old access key at remote.it',
    failure: 'Failed to disable the old access key at remote.it',
    unknown: 'Asked remote.it to disable the old access key, but it didn’t respond',
  },
  'account.secret_restored': 'Went back to an account’s previous key',
  'account.secret_refused': 'Tried a key that failed its test',
  'account.secret_quarantined': 'Quarantined an account’s key: it can’t be decrypted',
  'account.secret_forgotten': 'Deleted an account’s key',
  'account.deleted': 'Deleted an account',
  'account.policy_changed': 'Changed the account policy',
  'activity.exported': 'Exported the audit log',
  'activity.removed': 'Removed audit events by policy',
  'activity.forwarding_started': 'Started forwarding the audit log',
  'activity.forwarding_stopped': 'Stopped forwarding the audit log',
  'activity.forwarding_delayed': 'Forwarding of the audit log is more than an hour behind',
  'activity.forwarding_resumed': 'Forwarding of the audit log caught up',
  'approval.asked': 'Requested approval to sign in as a user',
  'approval.given': 'Approved a sign-in as a user',
  'approval.declined': 'Declined a sign-in as a user',
  'approval.withdrawn': 'Withdrew their request to sign in as a user',
  'approval.ended': 'Ended approved access to a user',
  'approval.refused': 'Approval request rejected by the account policy',
  'approval.own_decision_denied': 'Tried to approve or decline their own request',
  'approval.step_up_required': 'Password confirmation required to decide a request',
  'auto_login.denied': 'Sign-in as a user denied by the account policy',
  'auto_login.step_up_required': 'Password confirmation required to sign in as a user',
  'auto_login.held': 'Sign-in as a user blocked after too many failures',
  'auto_login.not_found': 'Tried to sign in as a user RemotePC doesn’t list',
  'auto_login.limit_reached': 'Reached the hourly limit of sign-ins as users',
  'many_sign_ins.limit_reached': 'Unusually many sign-ins as users in an hour',
  'auto_login.requested': 'Requested a sign-in link from RemotePC',
  'auto_login.opened': 'Signed in as the user',
  'auto_login.failed': 'Failed to sign in as the user',
  'auto_login.unconfirmed': 'Requested a sign-in link, but RemotePC didn’t respond',
  'backup.created': {
    success: 'Backed up the database',
    failure: 'Failed to back up the database',
  },
  'backup.restored': 'Restored the database from a backup',
  'batch.created': 'Created a batch of invitations',
  'batch.chunk_requested': 'Sent invitations to RemotePC',
  'batch.chunk_not_sent': 'Couldn’t reach RemotePC; invitations will be retried',
  'batch.chunk_refused': 'RemotePC rejected the invitations',
  'batch.chunk_unanswered': 'Sent invitations, but RemotePC didn’t respond',
  'batch.paused': 'Paused the batch',
  'batch.resumed': 'Resumed the batch',
  'batch.cancelled': 'Canceled the batch',
  'batch.finished': 'Batch finished',
  'batch.exported': 'Exported the batch results',
  'customer.created': 'Created a customer',
  'customer.changed': 'Changed a customer',
  'customer.deleted': 'Deleted a customer',
  'customer.merged': 'Merged a customer into another one',
  'customer.split': 'Split a customer',
  'customer.users_assigned': 'Assigned users to a customer, or to none',
  'customer.devices_assigned': 'Assigned devices to a customer, or to none',
  'customers.exported': 'Exported the customers',
  'factor.added': 'Added a second factor',
  'factor.renamed': 'Renamed a passkey',
  'factor.removed': 'Removed a second factor',
  'factor.reset': 'Removed a team member’s second factors',
  'factor.quarantined': 'Quarantined an authenticator app’s secret: it can’t be decrypted',
  'problem.acknowledged': 'Marked a problem as seen',
  'problem.snoozed': 'Snoozed a problem',
  'problem.reopened': 'Brought a problem back',
  'recovery_code.used': 'Used a recovery code',
  'recovery_code.created': 'Created new recovery codes',
  'invitation.invited': 'Invited',
  'invitation.already_invited': 'Already invited',
  'invitation.exists': 'Not invited: already a user',
  'invitation.rejected': 'RemotePC rejected the invitation',
  'invitation.unconfirmed': 'Couldn’t confirm the invitation',
  'invitation.cancelled': 'Canceled the invitation before it was sent',
  'mail.failed': 'Couldn’t send an email',
  'mail.tested': { success: 'Sent a test email', failure: 'Failed to send a test email' },
  'mcp.tool_called': {
    success: 'Used a tool with an AI assistant',
    failure: 'Used a tool with an AI assistant, and it failed',
    denied: 'Tried to use a tool with an AI assistant',
    unknown: 'Used a tool with an AI assistant; outcome unknown',
  },
  'many_exports.limit_reached': 'Unusually many exports in an hour',
  'export.limit_reached': 'Reached the hourly limit of exports',
  'change.asked': 'Requested a change to settings',
  'change.approved': 'Approved a change',
  'change.declined': 'Declined a change',
  'change.withdrawn': 'Withdrew a change they requested',
  'change.outdated': 'Found a requested change out of date',
  'change.own_decision_denied': 'Tried to decide on their own change',
  'change.not_made': {
    failure: 'Approved a change that couldn’t be applied',
    unknown: 'Approved a change; outcome unknown',
  },
  'notification.channel_added': 'Added a notification channel',
  'notification.channel_changed': 'Changed a notification channel',
  'notification.channel_deleted': 'Deleted a notification channel',
  'notification.chosen': 'Chose which notifications they get',
  'notification.failed': 'Couldn’t deliver a notification',
  'notification.resent': 'Sent a notification again',
  'notification.rules_changed': 'Changed the notification rules',
  'notification.secret_forgotten': 'Deleted the address of a notification channel',
  'notification.secret_quarantined':
    'Quarantined the address of a notification channel: it can’t be decrypted',
  'notification.tested': {
    success: 'Tested a notification channel',
    failure: 'Tested a notification channel, and it failed',
  },
  'connection.open_requested': 'Requested a connection from remote.it',
  'connection.opened': {
    success: 'Opened a connection',
    failure: 'Failed to open a connection',
    unknown: 'Tried to open a connection, but remote.it didn’t respond',
  },
  'connection.close_requested': 'Asked remote.it to disconnect',
  'connection.closed': {
    success: 'Disconnected',
    failure: 'Failed to disconnect',
    unknown: 'Tried to disconnect, but remote.it didn’t respond',
  },
  'device.annotated': 'Changed the note or tags of the device',
  'devices.exported': 'Exported the devices',
  'password.stored': 'Stored the password',
  'password.forgotten': 'Deleted the stored password',
  'password.refused': 'RemotePC rejected the stored password',
  'password.quarantined': 'Quarantined the stored password: it can’t be decrypted',
  'identity.connected': 'Connected single sign-on',
  'identity.disconnected': 'Disconnected single sign-on',
  'identity.person_added': 'Came to the team by single sign-on',
  'role.added': 'Created a role',
  'role.changed': 'Changed a role',
  'role.deleted': 'Deleted a role',
  'session.started': 'Signed in',
  'session.refused': 'Failed to sign in',
  'session.passkey_refused': 'Failed to sign in with a passkey',
  'session.challenge_held': 'Passkey sign-in blocked after too many requests',
  'session.code_refused': 'Failed to sign in: the password was right, the code wrong',
  'session.held': 'Sign-in blocked after too many failures',
  'session.ended': 'Signed out',
  'session.notice_seen': 'Dismissed the notice of a new sign-in',
  'session.stepped_up': 'Confirmed password',
  'session.step_up_refused': 'Failed to confirm password',
  'session.step_up_held': 'Password confirmation blocked after too many failures',
  'token.created': 'Created an API token',
  'token.deleted': 'Deleted an API token',
  'token.held': 'API tokens blocked after too many wrong ones',
  'staff.added': 'Created the first admin',
  'staff.invited': 'Invited a team member',
  'staff.policy_changed': 'Changed the team policy',
  'staff.link_made': 'Created a setup link',
  'staff.link_mailed': 'Sent a setup link by email',
  'staff.reset_asked': 'Asked for a link to reset a password',
  'staff.reset_refused': 'Asked for a reset link for an address that can’t have one',
  'staff.reset_held': 'Reset links blocked after too many requests',
  'staff.emergency_link_made': 'Created an emergency link on the host',
  'staff.set_up': 'Accepted the invitation and set a password',
  'staff.set_up_refused': 'Used an invalid setup link',
  'staff.set_up_held': 'Setup links blocked after too many invalid attempts',
  'staff.password_reset': 'Reset their password with a setup link',
  'staff.password_changed': 'Changed their password',
  'staff.renamed': 'Changed their name',
  'staff.changed': 'Changed role or access',
  'staff.deleted': 'Removed a team member',
  'staff.signed_out': 'Signed out a team member everywhere',
  'staff.session_ended': 'Ended a team member’s session',
  'statement.created': 'Created a monthly statement',
  'statement.billed': 'Imported what was billed in a month',
  'statement.acknowledged': 'Acknowledged a monthly statement',
  'statement.exported': 'Exported a monthly statement',
  'statement.settings_changed': 'Changed the settings of monthly statements',
  'user.add_requested': 'Asked RemotePC to add the user',
  'user.added': 'Added the user',
  'user.add_failed': 'Failed to add the user',
  'user.add_unconfirmed': 'Tried to add the user, but RemotePC didn’t respond',
  'user.annotated': 'Changed the note or tags of the user',
  'users.exported': 'Exported the users',
  'template.added': 'Created an invitation template',
  'template.changed': 'Changed an invitation template',
  'template.deleted': 'Deleted an invitation template',
  'view.saved': 'Saved a view of a list',
  'view.changed': 'Changed a saved view',
  'view.deleted': 'Deleted a saved view',
  'webhook.created': 'Created a webhook',
  'webhook.changed': 'Changed a webhook',
  'webhook.secret_rotated': 'Replaced a webhook’s secret',
  'webhook.secret_quarantined': 'Quarantined a webhook’s secret: it can’t be decrypted',
  'webhook.secret_forgotten': 'Deleted a webhook’s secret',
  'webhook.disabled': 'Disabled a webhook: nothing arrived for three days',
  'webhook.deleted': 'Deleted a webhook',
  'webhook.resent': 'Sent a webhook’s delivery again',
  'webhook.tested': {
    success: 'Tested a webhook',
    failure: 'Tested a webhook, and it failed',
  },
  'vault.rotation_started': 'Started rotating the vault key',
  'vault.rotated': 'Re-encrypted all stored passwords with the new key',
} as const satisfies Record<string, string | Partial<Record<Outcome, string>>>;

/** What is recorded. An action without a text doesn't compile. */
export type AuditAction = keyof typeof words;

export const auditActions = Object.keys(words) as AuditAction[];

const wordsByAction: Readonly<Record<string, string | Partial<Record<Outcome, string>>>> = words;

/**
 * Recorded before an upstream or the person is asked for something; the result is a separate event.
 */
export const REQUEST_PATTERN = '(\\.|_)requested$|\\.step_up_required$';

const requestPattern = new RegExp(REQUEST_PATTERN);

export function isRequest(action: string): boolean {
  return requestPattern.test(action);
}

/**
 * An event's action as text. Rows of earlier versions may have an action that is no longer
 * recorded: its name is shown with spaces.
 */
export function describeAction({ action, outcome }: { action: string; outcome: Outcome }): string {
  const known = Object.hasOwn(wordsByAction, action) ? wordsByAction[action] : undefined;
  const text = typeof known === 'object' ? known[outcome] : known;
  if (text) return text;
  const name = action.replaceAll(/[._]/g, ' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Requests and how they end: with an event of the same person, account, target and request ID. */
export const requestsAndEnds = [
  ['auto_login.requested', 'auto_login.opened'],
  ['auto_login.requested', 'auto_login.failed'],
  ['auto_login.requested', 'auto_login.unconfirmed'],
  ['user.add_requested', 'user.added'],
  ['user.add_requested', 'user.add_failed'],
  ['user.add_requested', 'user.add_unconfirmed'],
  ['connection.open_requested', 'connection.opened'],
  ['connection.close_requested', 'connection.closed'],
  ['account.key_requested', 'account.key_created'],
] as const satisfies readonly (readonly [request: AuditAction, end: AuditAction])[];

type SaidAction = { action: string; outcome: Outcome | null };

/**
 * The actions whose text has this in it, regardless of case; with the outcome if only the text of
 * that one has.
 */
export function actionsSaying(part: string): SaidAction[] {
  const wanted = part.toLowerCase();
  const isIn = (text: string) => text.toLowerCase().includes(wanted);
  return Object.entries(wordsByAction).flatMap(([action, text]): SaidAction[] => {
    if (typeof text === 'string') return isIn(text) ? [{ action, outcome: null }] : [];
    return outcomes
      .filter((outcome) => isIn(text[outcome] ?? ''))
      .map((outcome) => ({ action, outcome }));
  });
}

/** Someone requested more per hour than a policy allows. */
export const LIMIT_OF_SIGN_INS = 'auto_login.limit_reached';
export const LIMIT_OF_EXPORTS = 'export.limit_reached';
/** Someone did more per hour than people usually do. Only an alert: nothing was blocked. */
export const MANY_SIGN_INS = 'many_sign_ins.limit_reached';
export const MANY_EXPORTS = 'many_exports.limit_reached';
export const limitsReached = [
  LIMIT_OF_SIGN_INS,
  LIMIT_OF_EXPORTS,
  MANY_SIGN_INS,
  MANY_EXPORTS,
] as const satisfies readonly AuditAction[];
export type LimitReached = (typeof limitsReached)[number];

/** Filters of the audit log: how an action's name starts or ends, with a label. */
export const actionGroups = [
  { value: 'user.', label: 'Users' },
  { value: 'customer.', label: 'Customers' },
  { value: 'statement.', label: 'Statements' },
  { value: 'auto_login.', label: 'Sign-ins as users' },
  { value: 'approval.', label: 'Approvals' },
  { value: 'change.', label: 'Changes that need a second person' },
  { value: 'password.', label: 'Stored passwords' },
  { value: 'vault.', label: 'Vault keys' },
  { value: 'batch.', label: 'Batches' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'connection.', label: 'Connections' },
  { value: 'device.', label: 'Devices' },
  { value: 'session.', label: 'Team sessions' },
  { value: 'token.', label: 'API tokens' },
  { value: 'mcp.', label: 'AI assistants' },
  { value: 'staff.', label: 'Team' },
  { value: 'factor.', label: 'Second factors' },
  { value: 'recovery_code.', label: 'Recovery codes' },
  { value: 'mail.', label: 'Emails' },
  { value: 'role.', label: 'Roles' },
  { value: 'identity.', label: 'Single sign-on' },
  { value: 'account.', label: 'Accounts' },
  { value: 'backup.', label: 'Backups' },
  { value: 'activity.', label: 'Audit log' },
  { value: '.exported', label: 'Exports' },
  { value: '.limit_reached', label: 'Limits reached' },
  { value: 'template.', label: 'Invitation templates' },
  { value: 'view.', label: 'Saved views' },
  { value: 'webhook.', label: 'Webhooks' },
  { value: 'notification.', label: 'Notifications' },
  { value: 'problem.', label: 'Problems on the overview' },
  { value: 'access.', label: 'Denied access' },
] as const;
