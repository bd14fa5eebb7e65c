import type { Metadata } from 'next';
import { InviteMany } from '@/components/invitations/invite-many';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Invite people' };

export default async function NewInvitationsPage() {
  await requireStaff('batches.write');
  return <InviteMany />;
}
