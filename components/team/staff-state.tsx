import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { StaffMember } from '@/lib/contract/staff';

/** Whether somebody can sign in, and until when who was invited can come. */
export function StaffState({ member }: { member: StaffMember }) {
  if (member.isDisabled) return <Status tone="bad" label="Disabled" />;
  if (member.hasPassword) return <Status tone="good" label="Active" />;
  if (member.linkExpiresAt === null) return <Status tone="warn" label="Invited, link expired" />;
  return (
    <>
      <Status tone="neutral" label="Invited" />
      <span className="block text-12 text-muted">
        link expires <RelativeTime at={member.linkExpiresAt} />
      </span>
    </>
  );
}
