import { PersonName } from '@/components/ui/person-name';
import type { Approval } from '@/lib/contract/approvals';

/** The ticket and reason of a request. */
export function ReasonText({ approval: { reason, ticket } }: { approval: Approval }) {
  if (!reason && !ticket) return <p className="text-muted">No reason given</p>;
  return (
    <p className="break-words">
      {ticket && (
        <code className="mr-2 rounded-tag bg-sunken px-1 font-mono text-12">{ticket}</code>
      )}
      {reason}
    </p>
  );
}

/** Lets an approver notice that they created the requester's setup link themselves. */
export function InvitedBy({ approval }: { approval: Approval }) {
  const { askedBy } = approval;
  const { invitedBy } = askedBy;
  if (!invitedBy) return null;
  return (
    <p className="text-12 wrap-anywhere text-muted">
      <PersonName person={askedBy} /> set their password with a link from{' '}
      <PersonName person={invitedBy} />.
    </p>
  );
}
