import Link from 'next/link';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/ui/page-header';

export function InviteHeader({ actions }: { actions?: ReactNode }) {
  return (
    <PageHeader
      title="Invite people"
      back={
        <Link href="/invitations" className="hover:underline">
          Invitations
        </Link>
      }
      actions={actions}
    />
  );
}
