import { useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { askAdmission } from '@/lib/client/admission';
import { fetchApi } from '@/lib/client/fetch-api';
import { accountQuery, expectChanges, forgetWhatIsKnown } from '@/lib/client/what-is-known';
import type { ImportMode, PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import type { CustomerUser } from '@/lib/contract/users';

type UserKey = Pick<CustomerUser, 'username' | 'accountId'>;

export function useStorePassword() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ username, accountId, password }: UserKey & { password: string }) =>
      fetchApi<void>(`/api/stored-passwords${accountQuery(accountId)}`, {
        method: 'PUT',
        body: { username, password },
      }),
    onSuccess: () => forgetWhatIsKnown(client),
  });
}

export function useDeletePassword() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ username, accountId }: UserKey) =>
      fetchApi<void>(`/api/stored-passwords${accountQuery(accountId)}`, {
        method: 'DELETE',
        body: { username },
      }),
    onSuccess: () => forgetWhatIsKnown(client),
  });
}

/** The server's limit per call. */
const MAX_PER_CALL = 1_000;

/** Deletes the stored passwords of several users; users without one are ignored. */
export function useDeletePasswords() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: async (users: readonly UserKey[]) => {
      for (const accountId of new Set(users.map((user) => user.accountId))) {
        const usernames = users
          .filter((user) => user.accountId === accountId)
          .map(({ username }) => username);
        for (let from = 0; from < usernames.length; from += MAX_PER_CALL) {
          await fetchApi<void>(`/api/stored-passwords${accountQuery(accountId)}`, {
            method: 'DELETE',
            body: { usernames: usernames.slice(from, from + MAX_PER_CALL) },
          });
        }
      }
    },
    // Also after a failure: some may have been deleted.
    onSettled: () => forgetWhatIsKnown(client),
  });
}

/** Pasted text or a file. */
export type PasswordSource = string | File;

type Call = { source: PasswordSource; reading: PasswordReading };

/** Has a list checked or stored. The list stays in the browser and is sent with each call. */
export function useImportPasswords(mode: ImportMode, account: string | null) {
  const client = useQueryClient();
  const query = new URLSearchParams({ mode, ...(account && { account }) });
  return useWrite({
    mutationFn: async ({ source, reading }: Call) => {
      await askAdmission('passwords');
      return fetchApi<PasswordList>(`/api/stored-passwords/import?${query}`, {
        method: 'POST',
        body: typeof source === 'string' ? { text: source, reading } : formOf(source, reading),
      });
    },
    // Also after a failure: the passwords may have been stored anyway.
    onSettled: () => (mode === 'store' ? expectChanges(client) : undefined),
  });
}

function formOf(file: File, reading: PasswordReading): FormData {
  const form = new FormData();
  form.set('file', file);
  form.set('reading', JSON.stringify(reading));
  return form;
}
