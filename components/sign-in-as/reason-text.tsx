import type { Approval } from '@/lib/contract/approvals';

/** Why somebody asks, with the ticket. */
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

/** Whoever decides should know it where they made that person's link themselves. */
export function InvitedBy({ approval }: { approval: Approval }) {
  const { email, invitedBy } = approval.askedBy;
  if (!invitedBy) return null;
  return (
    <p className="text-12 wrap-anywhere text-muted">
      {invitedBy.email} made the link with which {email} set their password.
    </p>
  );
}
