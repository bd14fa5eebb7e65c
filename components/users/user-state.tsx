import { Status } from '@/components/ui/status';
import { EmptyCell } from '@/components/ui/table';

/** `null` is a state that RemotePC told in a way we can't read. */
export function UserState({ isActive }: { isActive: boolean | null }) {
  if (isActive === null) return <EmptyCell meaning="not known" />;
  return <Status tone={isActive ? 'good' : 'neutral'} label={isActive ? 'Active' : 'Inactive'} />;
}
