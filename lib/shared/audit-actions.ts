/**
 * Every action of the audit log, in words. Where an action may have failed, its words must not say
 * that it was done: such an outcome has a line of its own, behind a blank.
 */
const words: Record<string, string> = {
  'access.denied': 'Access denied',
  'access.step_up_required': 'Asked to confirm the password',
  'account.tested': 'Tested the account',
  'account.policy_changed': 'Changed the account’s rules',
  'activity.exported': 'Exported the activity',
  'approval.asked': 'Asked for approval to sign in as a customer',
  'approval.given': 'Approved a sign-in as a customer',
  'approval.declined': 'Declined a sign-in as a customer',
  'approval.refused': 'A request for approval was refused by the policy',
  'approval.own_decision_denied': 'Tried to decide their own request for approval',
  'approval.step_up_required': 'Asked to confirm the password before approving',
  'auto_login.denied': 'The policy refused a sign-in as a customer',
  'auto_login.step_up_required': 'Asked to confirm the password before signing in as a customer',
  'auto_login.held': 'A sign-in as a customer was held back and not sent',
  'auto_login.not_found': 'Tried to sign in as a user RemotePC doesn’t list',
  'auto_login.limit_reached': 'Reached the limit of sign-ins',
  'many_sign_ins.limit_reached': 'Signed in as customers unusually often within an hour',
  'auto_login.requested': 'Asked RemotePC for a sign-in',
  'auto_login.opened': 'Got a sign-in link to the customer’s account',
  'auto_login.failed': 'Signing in as the customer failed',
  'auto_login.unconfirmed': 'Asked for a sign-in, no answer came',
  'batch.created': 'Made a batch of invitations',
  'batch.chunk_requested': 'Asked RemotePC to invite',
  'batch.chunk_not_sent': 'Inviting was put off: RemotePC wasn’t reached',
  'batch.chunk_refused': 'RemotePC refused to invite',
  'batch.chunk_unanswered': 'Asked RemotePC to invite, no answer came',
  'batch.paused': 'Paused the batch',
  'batch.resumed': 'Resumed the batch',
  'batch.cancelled': 'Stopped the batch',
  'batch.finished': 'The batch came to its end',
  'batch.exported': 'Downloaded the results',
  'invitation.invited': 'Was invited',
  'invitation.already_invited': 'Had been invited before',
  'invitation.exists': 'Is a customer already',
  'invitation.rejected': 'RemotePC refused the invitation',
  'invitation.unconfirmed': 'The answer to the invitation was lost',
  'invitation.cancelled': 'The invitation was stopped before it was sent',
  'many_exports.limit_reached': 'Exported unusually often within an hour',
  'export.limit_reached': 'Reached the limit of exports',
  'connection.open_requested': 'Asked remote.it for a connection',
  'connection.opened': 'Opened a connection',
  'connection.opened failure': 'Opening a connection failed',
  'connection.opened unknown': 'Opening a connection: no answer came',
  'connection.close_requested': 'Asked remote.it to disconnect',
  'connection.closed': 'Disconnected',
  'connection.closed failure': 'Disconnecting failed',
  'connection.closed unknown': 'Disconnecting: no answer came',
  'password.stored': 'Stored the password',
  'password.forgotten': 'Forgot the stored password',
  'password.refused': 'RemotePC refused the stored password',
  'password.quarantined': 'The stored password can’t be opened and was set aside',
  'session.started': 'Signed in',
  'session.refused': 'Signing in was refused',
  'session.held': 'Signing in was held back after too many failures',
  'session.ended': 'Signed out',
  'session.stepped_up': 'Gave the password again',
  'session.step_up_refused': 'Gave a wrong password when asked again',
  'session.step_up_held': 'Confirming the password was held back after too many failures',
  'staff.added': 'Made the first administrator',
  'staff.invited': 'Invited to the staff',
  'staff.policy_changed': 'Changed the rules for staff',
  'staff.link_made': 'Made a link to set a password',
  'staff.set_up': 'Set a password',
  'staff.set_up_refused': 'Used a set-up link that doesn’t work',
  'staff.set_up_held': 'Set-up links were held back after too many that don’t work',
  'staff.password_reset': 'Set a new password by a link',
  'staff.password_changed': 'Changed their own password',
  'staff.renamed': 'Changed their own name',
  'staff.changed': 'Changed role or access',
  'staff.deleted': 'Removed from the staff',
  'staff.signed_out': 'Signed out everywhere',
  'staff.session_ended': 'Ended one session of a staff member',
  'user.add_requested': 'Asked RemotePC to add the user',
  'user.added': 'Added the user',
  'user.add_failed': 'Adding the user failed',
  'user.add_unconfirmed': 'Asked to add the user, no answer came',
  'users.exported': 'Exported the users',
  'vault.rotation_started': 'Made a new key for the vault',
  'vault.rotated': 'Brought all stored passwords under the new key',
};

/** What is recorded before something is asked of an upstream, or of the person: how it ended is another event. */
export const REQUEST_PATTERN = '(\\.|_)requested$|\\.step_up_required$';

const requestPattern = new RegExp(REQUEST_PATTERN);

export function isRequest(action: string): boolean {
  return requestPattern.test(action);
}

/** An event's action in words; one without, as readable as it is. */
export function describeAction({ action, outcome }: { action: string; outcome: string }): string {
  const known = words[`${action} ${outcome}`] ?? words[action];
  if (known) return known;
  const text = action.replaceAll(/[._]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Somebody asked for more within an hour than a policy allows. */
export const LIMIT_OF_SIGN_INS = 'auto_login.limit_reached';
export const LIMIT_OF_EXPORTS = 'export.limit_reached';
/** Somebody did more within an hour than people usually do; it was not stopped. */
export const MANY_SIGN_INS = 'many_sign_ins.limit_reached';
export const MANY_EXPORTS = 'many_exports.limit_reached';
export const limitsReached = [
  LIMIT_OF_SIGN_INS,
  LIMIT_OF_EXPORTS,
  MANY_SIGN_INS,
  MANY_EXPORTS,
] as const;
export type LimitReached = (typeof limitsReached)[number];

/** What the activity can be filtered by: how an action begins, or how it ends, with its plural. */
export const actionGroups = [
  { value: 'user.', label: 'Customer users' },
  { value: 'auto_login.', label: 'Sign-ins as a customer' },
  { value: 'approval.', label: 'Approvals' },
  { value: 'password.', label: 'Stored passwords' },
  { value: 'vault.', label: 'The vault’s keys' },
  { value: 'batch.', label: 'Batches' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'connection.', label: 'Connections' },
  { value: 'session.', label: 'Staff sessions' },
  { value: 'staff.', label: 'Staff' },
  { value: 'account.', label: 'Accounts' },
  { value: '.exported', label: 'Exports' },
  { value: '.limit_reached', label: 'Limits reached' },
  { value: 'access.', label: 'Refusals' },
] as const;
