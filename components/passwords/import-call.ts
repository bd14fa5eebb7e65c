import { useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { askAdmission } from '@/lib/client/ask-admission';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ImportMode, PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import { expectChanges } from '@/components/users/queries';

/** What a person pasted, or a file as it is. */
export type PasswordSource = string | File;

type Call = { source: PasswordSource; reading: PasswordReading };

/** Has a list checked, or stored. The list itself stays in the browser and is sent with each call. */
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
    // Also after a failure: it may have been carried out all the same.
    onSettled: () => (mode === 'store' ? expectChanges(client) : undefined),
  });
}

function formOf(file: File, reading: PasswordReading): FormData {
  const form = new FormData();
  form.set('file', file);
  form.set('reading', JSON.stringify(reading));
  return form;
}
