import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { createPasskey } from '@/lib/client/passkeys';
import type { Factors, NewTotp, RecoveryCodes } from '@/lib/contract/factors';
import { ownSessionsQuery } from './queries';

/** The signed-in person's second factors. */
export function factorsQuery() {
  return queryOptions({
    queryKey: ['factors'],
    queryFn: ({ signal }) => fetchApi<Factors>('/api/factors', { signal }),
  });
}

export function hasFactor({ totp, passkeys }: Factors): boolean {
  return totp !== null || passkeys.length > 0;
}

/** A change of factors ends the other sessions, too. */
function useRefreshFactors(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: factorsQuery().queryKey }),
      client.invalidateQueries({ queryKey: ownSessionsQuery().queryKey }),
    ]);
}

/** The secret of a new authenticator app. */
export function useStartTotp() {
  return useWrite({
    mutationFn: () => fetchApi<NewTotp>('/api/factors/totp', { method: 'POST' }),
  });
}

export function useConfirmTotp() {
  const onSuccess = useRefreshFactors();
  return useWrite({
    mutationFn: (code: string) =>
      fetchApi<RecoveryCodes>('/api/factors/totp/confirm', {
        ...{ method: 'POST', body: { code }, movesSession: true },
      }),
    onSuccess,
  });
}

/** The authenticator app, or a passkey. */
export type RemovableFactor = 'totp' | Pick<Factors['passkeys'][number], 'id' | 'name'>;

export function useRemoveFactor() {
  const onSettled = useRefreshFactors();
  return useWrite({
    mutationFn: (factor: RemovableFactor) =>
      fetchApi<void>(
        factor === 'totp' ? '/api/factors/totp' : `/api/passkeys/${encodeURIComponent(factor.id)}`,
        { method: 'DELETE', movesSession: true },
      ),
    onSettled,
  });
}

export function useRenewRecoveryCodes() {
  const onSuccess = useRefreshFactors();
  return useWrite({
    mutationFn: () => fetchApi<RecoveryCodes>('/api/factors/recovery-codes', { method: 'POST' }),
    onSuccess,
  });
}

/** Makes a passkey in this browser and adds it. @throws ApiProblem, PasskeyError */
export function useAddPasskey() {
  const onSuccess = useRefreshFactors();
  return useWrite({
    mutationFn: async (name: string) => {
      const options = await fetchApi<PublicKeyCredentialCreationOptionsJSON>(
        '/api/passkeys/registration-options',
        { method: 'POST' },
      );
      const made = await createPasskey(options);
      await fetchApi<{ id: string }>('/api/passkeys', {
        ...{ method: 'POST', body: { ...made, name }, movesSession: true },
      });
    },
    onSuccess,
  });
}

export function useRenamePasskey() {
  const onSuccess = useRefreshFactors();
  return useWrite({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      fetchApi<void>(`/api/passkeys/${encodeURIComponent(id)}`, {
        method: 'PATCH',
        body: { name },
      }),
    onSuccess,
  });
}
