import type { Metadata } from 'next';
import { DeadEnd } from '@/components/shell/dead-end';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'No access' };

export default async function NoAccessPage() {
  await requireStaff();
  return (
    <DeadEnd title="You don’t have access to this page">
      Your role doesn’t include it. Ask an administrator if you need access.
    </DeadEnd>
  );
}
