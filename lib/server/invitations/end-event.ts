import 'server-only';
import type { NewAuditEvent } from '@/lib/server/audit/record-event';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { InvitationStatus } from '@/lib/contract/invitations';

type EndStatus = Exclude<InvitationStatus, 'pending' | 'sending'>;

const outcomes: Record<EndStatus, AuditOutcome> = {
  invited: 'success',
  already_invited: 'success',
  exists: 'success',
  rejected: 'failure',
  unconfirmed: 'unknown',
  // Somebody wanted it so.
  cancelled: 'success',
};

/** The one event of a row: how it ended. */
export function endEvent(
  row: { to: EndStatus; email: string; code: string | null },
  about: { accountId: string; details: Record<string, unknown> },
): NewAuditEvent {
  const { to, email, code } = row;
  const details = { ...about.details, ...(code && { code }) };
  const { accountId } = about;
  return { action: `invitation.${to}`, outcome: outcomes[to], target: email, accountId, details };
}
