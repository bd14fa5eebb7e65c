import type { Approval } from '@/lib/contract/approvals';

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
