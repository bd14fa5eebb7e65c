import { CircleAlert } from 'lucide-react';
import Link from 'next/link';
import type { Tone } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { ActivityRow, AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import type { Overview } from '@/lib/contract/overview';
import { isRequest, type AuditAction } from '@/lib/shared/audit-actions';
import { shownEmail } from '@/lib/shared/email/shown-email';

const outcomes: Record<AuditOutcome, { tone: Tone; label: string } | null> = {
  success: null,
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'warn', label: 'Denied' },
  unknown: { tone: 'accent', label: 'Outcome unknown' },
};

/** The latest events of the audit log, newest first. */
export function LatestEvents({ part }: { part: Overview['activity'] }) {
  const events = part.isAvailable ? withoutRequests(part.items) : [];
  return (
    <Panel
      isFlush
      title="Latest events"
      actions={
        <Link
          href="/activity"
          className="rounded-tag text-12 text-accent-text hover:underline hover:underline-offset-2"
        >
          View audit log
        </Link>
      }
    >
      {!part.isAvailable && (
        <div className="px-4 py-3">
          <PartGap detail={part.detail} />
        </div>
      )}
      <ol className="py-1">
        {events.map((event) => (
          <li key={event.id} className="flex items-baseline justify-between gap-4 px-4 py-1.5">
            <Sentence event={event} />
            <RelativeTime at={event.at} className="text-12 text-muted" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Sentence({ event }: { event: ActivityRow }) {
  const { before, target, after } = describeEvent(event);
  // A request has no outcome of its own.
  const outcome = isRequest(event.action) ? null : outcomes[event.outcome];
  const { id, email } = event.actor;
  const name = id === 'system' ? 'Reseller Desk' : event.actorName;
  return (
    <p className="min-w-0 break-words">
      <span className="font-medium" title={name === undefined ? undefined : email}>
        {name ?? email}
      </span>{' '}
      <span className="text-muted">{before}</span> {target}
      {after && <span className="text-muted"> {after}</span>}
      {outcome && <Status {...outcome} className="ml-2 text-12" />}
    </p>
  );
}

/** Replaces a part that couldn't be loaded: why, in a sentence. */
export function PartGap({ detail }: { detail: string }) {
  return (
    <p className="flex gap-2 text-muted">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-text" />
      {detail}
    </p>
  );
}

/** What the actor did, to follow their name. `…` is the target. */
const words: Readonly<Record<AuditAction, string>> = {
  'access.denied': 'was denied access',
  'access.second_factor_missing': 'was denied access until they add a second factor',
  'access.step_up_required': 'was asked to confirm their password',
  'account.policy_changed': 'changed the policy of …',
  'account.tested': 'tested the connection of …',
  'account.added': 'connected the account …',
  'account.adopted': 'moved the key of … into the vault',
  'account.changed': 'changed the account …',
  'account.secret_replaced': 'replaced the key of …',
  'account.key_requested': 'requested a new access key for …',
  'account.key_created': 'created a new access key for …',
  'account.key_disabled': 'disabled the old access key of …',
  'account.secret_restored': 'went back to the previous key of …',
  'account.secret_refused': 'tried a key for … that failed its test',
  'account.secret_quarantined': 'quarantined the key of …, which can’t be decrypted',
  'account.secret_forgotten': 'deleted the key of …',
  'account.deleted': 'deleted the account …',
  'activity.exported': 'exported the audit log',
  'activity.removed': 'removed audit events by policy',
  'activity.forwarding_started': 'started forwarding the audit log to …',
  'activity.forwarding_stopped': 'stopped forwarding the audit log to …',
  'activity.forwarding_delayed': 'is more than an hour behind with the audit log for …',
  'activity.forwarding_resumed': 'caught up with the audit log for …',
  'approval.asked': 'requested approval to sign in as …',
  'approval.declined': 'declined a sign-in as …',
  'approval.ended': 'ended the access to …',
  'approval.withdrawn': 'withdrew their request to sign in as …',
  'approval.given': 'approved a sign-in as …',
  'approval.own_decision_denied': 'tried to decide their own request for …',
  'approval.refused': 'couldn’t request approval to sign in as …',
  'approval.step_up_required': 'was asked to confirm their password',
  'customer.created': 'created the customer …',
  'customer.changed': 'changed the customer …',
  'customer.deleted': 'deleted the customer …',
  'customer.merged': 'merged a customer into …',
  'customer.split': 'split the customer …',
  'customer.users_assigned': 'changed to which customer users belong',
  'customer.devices_assigned': 'changed to which customer devices belong',
  'customers.exported': 'exported the customers',
  'statement.created': 'created the statement of …',
  'statement.billed': 'imported what was billed in …',
  'statement.acknowledged': 'acknowledged the statement of …',
  'statement.exported': 'exported the statement of …',
  'statement.settings_changed': 'changed the settings of monthly statements',
  'change.asked': 'requested a change to …',
  'change.approved': 'approved a change to …',
  'change.declined': 'declined a change to …',
  'change.withdrawn': 'withdrew a change to …',
  'change.outdated': 'found a change to … out of date',
  'change.own_decision_denied': 'tried to decide on their own change to …',
  'change.not_made': 'approved a change to … that wasn’t applied',
  'auto_login.denied': 'wasn’t allowed to sign in as …',
  'auto_login.held': 'was blocked from signing in as … after too many failures',
  'auto_login.not_found': 'tried to sign in as …, which RemotePC doesn’t list',
  'auto_login.step_up_required': 'was asked to confirm their password',
  'auto_login.limit_reached': 'reached the sign-in limit',
  'many_sign_ins.limit_reached': 'signed in as unusually many users',
  'auto_login.requested': 'requested a sign-in as …',
  'auto_login.opened': 'got a sign-in link for …',
  'auto_login.failed': 'couldn’t sign in as …',
  'auto_login.unconfirmed': 'requested a sign-in as …, but RemotePC didn’t respond',
  'batch.cancelled': 'canceled a batch',
  'backup.created': 'backed up the database as …',
  'backup.restored': 'restored the database from a backup',
  'batch.created': 'created a batch of invitations',
  'batch.exported': 'exported the results of a batch',
  'batch.finished': 'finished a batch of invitations',
  'batch.paused': 'paused a batch of invitations',
  'batch.resumed': 'resumed a batch of invitations',
  'batch.chunk_not_sent': 'couldn’t send invitations',
  'batch.chunk_refused': 'had invitations rejected by RemotePC',
  'batch.chunk_requested': 'sent invitations',
  'batch.chunk_unanswered': 'sent invitations, but RemotePC didn’t respond',
  'connection.open_requested': 'requested a connection to …',
  'connection.opened': 'connected to …',
  'connection.close_requested': 'asked to disconnect …',
  'connection.closed': 'disconnected …',
  'mail.tested': 'sent a test email to …',
  'mail.failed': 'couldn’t send an email to …',
  'mcp.tool_called': 'used the tool … with an AI assistant',
  'notification.channel_added': 'added the notification channel …',
  'notification.channel_changed': 'changed the notification channel …',
  'notification.channel_deleted': 'deleted the notification channel …',
  'notification.chosen': 'chose which notifications they get',
  'notification.failed': 'couldn’t deliver a notification to …',
  'notification.resent': 'sent a notification to … again',
  'notification.rules_changed': 'changed the notification rules',
  'notification.secret_forgotten': 'deleted the address of a notification channel',
  'notification.secret_quarantined':
    'quarantined the address of a notification channel, which can’t be decrypted',
  'notification.tested': 'tested the notification channel …',
  'many_exports.limit_reached': 'ran unusually many exports',
  'export.limit_reached': 'reached the export limit',
  'factor.added': 'added a second factor',
  'factor.renamed': 'renamed a passkey',
  'factor.removed': 'removed a second factor',
  'factor.reset': 'removed the second factors of …',
  'factor.quarantined': 'quarantined the secret of an authenticator app, which can’t be decrypted',
  'problem.acknowledged': 'marked a problem as seen',
  'problem.snoozed': 'snoozed a problem',
  'problem.reopened': 'brought a problem back',
  'recovery_code.used': 'used a recovery code',
  'recovery_code.created': 'created new recovery codes',
  'invitation.invited': 'invited …',
  'invitation.already_invited': 'tried to invite …, who was already invited',
  'invitation.exists': 'tried to invite …, who is already a user',
  'invitation.rejected': 'had the invitation of … rejected by RemotePC',
  'invitation.unconfirmed': 'couldn’t confirm the invitation of …',
  'invitation.cancelled': 'canceled the invitation of …',
  'password.stored': 'stored the password of …',
  'password.forgotten': 'deleted the stored password of …',
  'password.quarantined': 'quarantined the password of …, which can’t be decrypted',
  'password.refused': 'had the stored password of … rejected by RemotePC',
  'session.started': 'signed in',
  'session.ended': 'signed out',
  'session.refused': 'tried to sign in',
  'session.passkey_refused': 'tried to sign in with a passkey',
  'session.challenge_held': 'was blocked from passkeys after too many requests',
  'session.code_refused': 'entered the right password and a wrong code',
  'session.held': 'was blocked from signing in after too many failures',
  'session.step_up_held': 'was blocked from confirming their password after too many failures',
  'session.step_up_refused': 'failed to confirm their password',
  'session.notice_seen': 'dismissed the notice of a new sign-in',
  'session.stepped_up': 'confirmed their password',
  'identity.connected': 'connected single sign-on',
  'identity.disconnected': 'disconnected single sign-on',
  'identity.person_added': 'came to the team by single sign-on',
  'role.added': 'created the role …',
  'role.changed': 'changed the role …',
  'role.deleted': 'deleted the role …',
  'token.created': 'created the API token …',
  'token.deleted': 'deleted the API token …',
  'token.held': 'sent too many wrong API tokens',
  'staff.added': 'created the first administrator, …',
  'staff.changed': 'changed the role or access of …',
  'staff.deleted': 'removed … from the team',
  'staff.invited': 'invited … to the team',
  'staff.policy_changed': 'changed the team policy',
  'staff.emergency_link_made': 'created an emergency link for …',
  'staff.link_mailed': 'sent a setup link to … by email',
  'staff.reset_asked': 'asked for a link to reset the password of …',
  'staff.reset_refused': 'asked for a reset link for an address that can’t have one',
  'staff.reset_held': 'was blocked from reset links after too many requests',
  'staff.link_made': 'created a setup link for …',
  'staff.password_changed': 'changed their password',
  'staff.password_reset': 'reset their password with a setup link',
  'staff.renamed': 'changed their name',
  'staff.session_ended': 'ended a session of …',
  'staff.set_up': 'accepted the invitation and set a password',
  'staff.set_up_refused': 'used an invalid setup link',
  'staff.set_up_held': 'was blocked from setup links after too many invalid attempts',
  'staff.signed_out': 'signed … out everywhere',
  'user.add_requested': 'asked RemotePC to add …',
  'user.added': 'added …',
  'user.add_failed': 'couldn’t add …',
  'user.add_unconfirmed': 'tried to add …, but RemotePC didn’t respond',
  'template.added': 'created the invitation template …',
  'template.changed': 'changed the invitation template …',
  'template.deleted': 'deleted the invitation template …',
  'view.saved': 'saved the view …',
  'view.changed': 'changed the view …',
  'view.deleted': 'deleted the view …',
  'device.annotated': 'changed the note or tags of …',
  'devices.exported': 'exported devices',
  'user.annotated': 'changed the note or tags of …',
  'users.exported': 'exported users',
  'webhook.created': 'created the webhook …',
  'webhook.changed': 'changed the webhook …',
  'webhook.deleted': 'deleted the webhook …',
  'webhook.disabled': 'disabled the webhook …, as nothing arrived for three days',
  'webhook.resent': 'sent a delivery of … again',
  'webhook.secret_forgotten': 'deleted the secret of a webhook',
  'webhook.secret_quarantined': 'quarantined the secret of a webhook, which can’t be decrypted',
  'webhook.secret_rotated': 'replaced the secret of the webhook …',
  'webhook.tested': 'tested the webhook …',
  'vault.rotated': 're-encrypted all stored passwords with the new key',
  'vault.rotation_started': 'started rotating the vault key',
};

type EventWords = { before: string; target: string | null; after: string };

/**
 * An event as a sentence, in parts so that the target can be formatted. An action of an earlier version
 * is shown by its name.
 */
export function describeEvent({ action, target, details }: AuditEvent): EventWords {
  const sentence = isKnown(action) ? words[action] : `${action.replaceAll(/[._]/g, ' ')} …`;
  const [before = '', after] = sentence.split('…').map((part) => part.trim());
  if (after === undefined) return { before, target: null, after: '' };
  const service = typeof details.service === 'string' ? details.service : null;
  return { before, target: service ?? (target && shownEmail(target)), after };
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(words, action);
}

/** Leaves out requests whose result is also in the list. */
export function withoutRequests(events: readonly AuditEvent[]): AuditEvent[] {
  const withResult = new Set(
    events
      .filter(({ action }) => !isRequest(action))
      .map(({ requestId, action }) => `${requestId} ${nounOf(action)}`),
  );
  return events.filter(
    ({ action, requestId }) =>
      !isRequest(action) || !withResult.has(`${requestId} ${nounOf(action)}`),
  );
}

const nounOf = (action: string) => action.split('.')[0];
