import type { AuditEvent } from '@/lib/contract/audit';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { isRequest } from '@/lib/shared/audit-actions';

/** What was done, after the name of who did it. `…` is where the target stands. */
const words: Record<string, string> = {
  'access.denied': 'was refused',
  'access.step_up_required': 'was asked to confirm the password',
  'account.policy_changed': 'changed the rules of …',
  'account.tested': 'tested the account …',
  'activity.exported': 'exported the activity',
  'approval.asked': 'asked for approval to sign in as …',
  'approval.declined': 'declined a sign-in as …',
  'approval.given': 'approved a sign-in as …',
  'approval.own_decision_denied': 'tried to decide their own request about …',
  'approval.refused': 'asked in vain for approval to sign in as …',
  'approval.step_up_required': 'was asked to confirm the password',
  'auto_login.denied': 'wanted to sign in as …',
  'auto_login.held': 'was held back from signing in as …',
  'auto_login.not_found': 'tried to sign in as …',
  'auto_login.step_up_required': 'was asked to confirm the password',
  'auto_login.limit_reached': 'reached the limit of sign-ins',
  'many_sign_ins.limit_reached': 'signed in as customers unusually often',
  'auto_login.requested': 'asked to sign in as …',
  'auto_login.opened': 'got a sign-in link for …',
  'auto_login.failed': 'tried to sign in as …',
  'auto_login.unconfirmed': 'asked to sign in as …',
  'batch.cancelled': 'stopped a batch',
  'batch.created': 'started a batch of invitations',
  'batch.exported': 'exported the results of a batch',
  'batch.finished': 'finished a batch of invitations',
  'batch.paused': 'paused a batch of invitations',
  'batch.resumed': 'resumed a batch of invitations',
  'batch.chunk_not_sent': 'could not send some invitations',
  'batch.chunk_refused': 'had some invitations refused',
  'batch.chunk_requested': 'sent some invitations',
  'batch.chunk_unanswered': 'sent some invitations without an answer',
  'connection.open_requested': 'asked to connect to …',
  'connection.opened': 'connected to …',
  'connection.close_requested': 'asked to disconnect …',
  'connection.closed': 'disconnected …',
  'many_exports.limit_reached': 'exported unusually often',
  'export.limit_reached': 'reached the limit of exports',
  'invitation.invited': 'invited …',
  'invitation.already_invited': 'found … invited before',
  'invitation.exists': 'found … a customer already',
  'invitation.rejected': 'had the invitation of … refused',
  'invitation.unconfirmed': 'lost the answer to the invitation of …',
  'invitation.cancelled': 'took back the invitation of …',
  'password.stored': 'stored the password of …',
  'password.forgotten': 'forgot the password of …',
  'password.quarantined': 'set aside the password of …, which can’t be opened',
  'password.refused': 'had the stored password of … refused',
  'session.started': 'signed in',
  'session.ended': 'signed out',
  'session.refused': 'tried to sign in',
  'session.held': 'was held back from signing in',
  'session.step_up_held': 'was held back from confirming the password',
  'session.step_up_refused': 'gave a wrong password when asked again',
  'session.stepped_up': 'gave the password again',
  'staff.added': 'made … an administrator',
  'staff.changed': 'changed the role or access of …',
  'staff.deleted': 'removed … from the staff',
  'staff.invited': 'invited … to the staff',
  'staff.policy_changed': 'changed the rules for staff',
  'staff.link_made': 'created a new link for …',
  'staff.password_changed': 'changed their password',
  'staff.password_reset': 'reset the password of …',
  'staff.renamed': 'renamed …',
  'staff.session_ended': 'ended a session of …',
  'staff.set_up': 'set up the sign-in of …',
  'staff.set_up_refused': 'used a set-up link that doesn’t work',
  'staff.set_up_held': 'was held back from set-up links',
  'staff.signed_out': 'ended the sessions of …',
  'user.add_requested': 'asked to add …',
  'user.added': 'added …',
  'user.add_failed': 'tried to add …',
  'user.add_unconfirmed': 'asked to add …',
  'users.exported': 'exported the users',
  'vault.rotated': 'brought all passwords under the new key',
  'vault.rotation_started': 'made a new key for the vault',
};

export type EventWords = { before: string; target: string | null; after: string };

/** An event as a sentence, in parts so that the target can be shortened; an unknown one by its name. */
export function describeEvent({ action, target, details }: AuditEvent): EventWords {
  const sentence = words[action] ?? `${action.replaceAll(/[._]/g, ' ')} …`;
  const [before = '', after] = sentence.split('…').map((part) => part.trim());
  if (after === undefined) return { before, target: null, after: '' };
  const service = typeof details.service === 'string' ? details.service : null;
  return { before, target: service ?? (target && shownEmail(target)), after };
}

/** Leaves out what was only asked for where its outcome stands beside it. */
export function withoutRequests(events: readonly AuditEvent[]): AuditEvent[] {
  const told = new Set(
    events
      .filter(({ action }) => !isRequest(action))
      .map(({ requestId, action }) => `${requestId} ${nounOf(action)}`),
  );
  return events.filter(
    ({ action, requestId }) => !isRequest(action) || !told.has(`${requestId} ${nounOf(action)}`),
  );
}

const nounOf = (action: string) => action.split('.')[0];
