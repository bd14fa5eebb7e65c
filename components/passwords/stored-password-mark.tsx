import { KeyRound } from 'lucide-react';
import { Status } from '@/components/ui/status';
import { EmptyCell } from '@/components/ui/table';
import type { CustomerUser } from '@/lib/contract/users';

/** Whether one click is enough to sign in as this user. */
export function StoredPasswordMark({ user }: { user: CustomerUser }) {
  if (!user.hasStoredPassword) return <EmptyCell meaning="no password stored" />;
  if (user.storedPassword === 'refused') return <Status tone="warn" label="Refused" />;
  if (user.storedPassword === 'unreadable') return <Status tone="bad" label="Damaged" />;
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom">
      <KeyRound aria-hidden className="size-3.5 text-muted" />
      Stored
    </span>
  );
}
