/** Every action of the activity log, in words. */
const words: Record<string, string> = {
  'access.denied': 'Was refused',
  'account.tested': 'Tested the account',
  'account.policy_changed': 'Changed the account’s rules',
  'activity.exported': 'Exported the activity',
  'approval.asked': 'Asked for approval to sign in as a customer',
  'approval.given': 'Approved a sign-in as a customer',
  'approval.declined': 'Declined a sign-in as a customer',
  'approval.refused': 'A request for approval was refused',
  'auto_login.denied': 'The policy refused a sign-in as a customer',
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
  'connection.close_requested': 'Asked remote.it to disconnect',
  'connection.closed': 'Disconnected',
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

/** An action in words; one without, as readable as it is. */
export function describeAction(action: string): string {
  const known = words[action];
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
