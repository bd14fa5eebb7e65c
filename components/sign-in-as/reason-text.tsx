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
