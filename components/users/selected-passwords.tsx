'use client';

import { useQuery } from '@tanstack/react-query';
import { DeletePasswordsDialog } from '@/components/passwords/delete-passwords-dialog';
import type { CustomerUser } from '@/lib/contract/users';
import { countQuery, fetchMatchingUsers, withPassword, type UserListFilters } from './queries';

type DeleteSelectedPasswordsProps = {
  /** The selected users with a stored password; null: all that match are selected. */
  stored: readonly CustomerUser[] | null;
  filters: UserListFilters;
  onClose: () => void;
};

/** Asks before the stored passwords of the selected users are deleted, and says how many they are. */
export function DeleteSelectedPasswords(props: DeleteSelectedPasswordsProps) {
  const { stored, filters, onClose } = props;
  const matching = withPassword(filters);
  const { data } = useQuery({ ...countQuery(matching), enabled: stored === null, staleTime: 0 });
  return (
    <DeletePasswordsDialog
      count={stored === null ? (data ?? null) : stored.length}
      fetchSelected={async () => {
        if (stored) return stored;
        return matching ? fetchMatchingUsers(matching) : [];
      }}
      onClose={onClose}
    />
  );
}
