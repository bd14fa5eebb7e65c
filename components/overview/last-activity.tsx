import { CircleAlert } from 'lucide-react';
import Link from 'next/link';
import type { Tone } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import type { Overview } from '@/lib/contract/overview';
import { isRequest } from '@/lib/shared/audit-actions';
import { shownEmail } from '@/lib/shared/email/shown-email';

const outcomes: Record<AuditOutcome, { tone: Tone; label: string } | null> = {
  success: null,
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'bad', label: 'Refused' },
  unknown: { tone: 'warn', label: 'Outcome not known' },
};

/** What staff did last, the latest first. */
export function LastActivity({ part }: { part: Overview['activity'] }) {
  const events = part.isAvailable ? withoutRequests(part.items) : [];
  return (
    <Panel
      isFlush
      title="Last activity"
      actions={
        <Link
          href="/activity"
          className="rounded-tag text-12 text-accent-text hover:underline hover:underline-offset-2"
        >
          All activity
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

function Sentence({ event }: { event: AuditEvent }) {
  const { before, target, after } = describeEvent(event);
  // What was only asked for has no outcome of its own.
  const outcome = isRequest(event.action) ? null : outcomes[event.outcome];
  const { id, email } = event.actor;
  return (
    <p className="min-w-0 break-words">
      <span className="font-medium">{id === 'system' ? 'Reseller Desk' : email}</span>{' '}
      <span className="text-muted">{before}</span> {target}
      {after && <span className="text-muted"> {after}</span>}
      {outcome && <Status {...outcome} className="ml-2 text-12" />}
    </p>
  );
}

/** What stands in the place of a part that can't be had: why, in a sentence. */
export function PartGap({ detail }: { detail: string }) {
  return (
    <p className="flex gap-2 text-muted">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-text" />
      {detail}
    </p>
  );
}

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

type EventWords = { before: string; target: string | null; after: string };

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
