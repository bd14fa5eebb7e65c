import { queryOptions } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { AccountItem, AccountTest, UpstreamName } from '@/lib/contract/accounts';
import { useRefresh } from './use-refresh';

/** The vendor accounts, with those that are disabled. */
export function accountsQuery() {
  return queryOptions({
    queryKey: ['accounts', 'list'],
    queryFn: ({ signal }) => fetchApi<{ items: AccountItem[] }>('/api/accounts', { signal }),
  });
}

export type NewAccount = {
  upstream: UpstreamName;
  name: string;
  secret: Record<string, string>;
  url?: string;
  saveUntested?: boolean;
};

/** Connects an account. Refused with `checks` if its secret doesn't pass the test. */
export function useAddAccount() {
  const onSettled = useRefresh();
  return useWrite<{ id: string }, NewAccount>({
    mutationFn: (account) => fetchApi('/api/accounts', { method: 'POST', body: account }),
    onSettled,
  });
}

export type AccountChange =
  | {
      kind: 'change';
      id: string;
      change: {
        name?: string;
        isDefault?: boolean;
        isDisabled?: boolean;
        secret?: Record<string, string>;
        saveUntested?: boolean;
        usePrevious?: true;
      };
    }
  | { kind: 'adopt'; id: string }
  | { kind: 'rotate'; id: string }
  | { kind: 'delete'; id: string; confirm?: string };

export function useChangeAccount() {
  const onSettled = useRefresh();
  return useWrite<unknown, AccountChange>({ mutationFn: send, onSettled });
}

function send(change: AccountChange): Promise<unknown> {
  const path = `/api/accounts/${encodeURIComponent(change.id)}`;
  if (change.kind === 'adopt' || change.kind === 'rotate') {
    return fetchApi(`${path}/${change.kind}`, { method: 'POST' });
  }
  if (change.kind === 'delete') {
    const query = change.confirm ? `?confirm=${encodeURIComponent(change.confirm)}` : '';
    return fetchApi(`${path}${query}`, { method: 'DELETE' });
  }
  return fetchApi(path, { method: 'PATCH', body: change.change });
}

/** Tests an account's key with a call that changes nothing. */
export function useTestAccount(id: string) {
  return useWrite<AccountTest>({
    mutationFn: () => fetchApi(`/api/accounts/${encodeURIComponent(id)}/test`, { method: 'POST' }),
  });
}

/** This server's public address, asked of a service on the internet. */
export function useOutgoingAddress() {
  return useWrite<{ address: string }>({
    mutationFn: () => fetchApi('/api/outgoing-address', { method: 'POST' }),
  });
}
