import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { RoleItem } from '@/lib/contract/roles';
import type {
  NewLink,
  Role,
  StaffMember,
  ChangePasswordInput,
  Profile,
  SessionFacts,
} from '@/lib/contract/staff';
import type { Permission } from '@/lib/shared/permissions';

export type InviteStaffInput = {
  email: string;
  name: string;
  role: Role;
  accountIds?: string[];
  customerIds?: string[];
  /** The link goes to the person by email, and isn't shown. */
  sendMail?: boolean;
};

export function staffQuery() {
  return queryOptions({
    queryKey: ['staff'],
    queryFn: ({ signal }) => fetchApi<{ items: StaffMember[] }>('/api/staff', { signal }),
  });
}

export function useInviteStaff() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: InviteStaffInput) =>
      fetchApi<NewLink & { id: string }>('/api/staff', { method: 'POST', body: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: staffQuery().queryKey }),
  });
}

/** The built-in roles and those defined here. */
export function rolesQuery() {
  return queryOptions({
    queryKey: ['roles'],
    queryFn: ({ signal }) => fetchApi<{ items: RoleItem[] }>('/api/roles', { signal }),
  });
}

type RoleInput = { name: string; permissions: Permission[] };
type RoleChange =
  | { kind: 'add'; input: RoleInput }
  | { kind: 'edit'; id: Role; input: RoleInput }
  | { kind: 'delete'; id: Role };

export function useChangeRole() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (change: RoleChange) => sendRole(change),
    onSettled: () => client.invalidateQueries({ queryKey: rolesQuery().queryKey }),
  });
}

function sendRole(change: RoleChange): Promise<void> {
  if (change.kind === 'add') return fetchApi('/api/roles', { method: 'POST', body: change.input });
  const path = `/api/roles/${encodeURIComponent(change.id)}`;
  if (change.kind === 'delete') return fetchApi(path, { method: 'DELETE' });
  return fetchApi(path, { method: 'PATCH', body: change.input });
}

/** Creates a new one-time link. The previous one stops working. */
export function useRenewLink() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ id, ...body }: { id: string; sendMail: boolean }) =>
      fetchApi<NewLink>(`/api/staff/${encodeURIComponent(id)}/set-up-link`, {
        method: 'POST',
        body,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: staffQuery().queryKey }),
  });
}

export type StaffChange =
  | {
      kind: 'change';
      id: string;
      change: {
        role?: Role;
        isDisabled?: boolean;
        accountIds?: string[] | null;
        customerIds?: string[] | null;
      };
    }
  | { kind: 'sign-out'; id: string }
  | { kind: 'reset-factors'; id: string }
  | { kind: 'delete'; id: string };

export function useChangeStaff() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (change: StaffChange) => send(change),
    onSettled: () => client.invalidateQueries({ queryKey: staffQuery().queryKey }),
  });
}

function send(change: StaffChange): Promise<void> {
  const path = `/api/staff/${encodeURIComponent(change.id)}`;
  if (change.kind === 'delete') return fetchApi(path, { method: 'DELETE' });
  if (change.kind === 'reset-factors') return fetchApi(`${path}/factors`, { method: 'DELETE' });
  if (change.kind === 'sign-out') return fetchApi(`${path}/revoke-sessions`, { method: 'POST' });
  return fetchApi(path, { method: 'PATCH', body: change.change });
}

/** The browsers in which the signed-in person has a session. */
export function ownSessionsQuery() {
  return queryOptions({
    queryKey: ['sessions', 'own'],
    queryFn: ({ signal }) => fetchApi<{ items: SessionFacts[] }>('/api/sessions', { signal }),
  });
}

/** Ends one of them by its id, or all but this one. */
export function useEndSessions() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (which: string | 'others') =>
      fetchApi<void>(
        which === 'others' ? '/api/sessions' : `/api/sessions/${encodeURIComponent(which)}`,
        { method: 'DELETE' },
      ),
    // After a failure, too: the session may have ended on its own.
    onSettled: () => client.invalidateQueries({ queryKey: ownSessionsQuery().queryKey }),
  });
}

/** The browsers in which someone else on the team is signed in. */
export function memberSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ['sessions', 'of', id],
    queryFn: ({ signal }) =>
      fetchApi<{ items: SessionFacts[] }>(`${memberPath(id)}/sessions`, { signal }),
  });
}

/** Ends one of them by its id, or all. */
export function useEndMemberSessions(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (which: string | 'all') =>
      fetchApi<void>(
        `${memberPath(id)}/sessions${which === 'all' ? '' : `/${encodeURIComponent(which)}`}`,
        { method: 'DELETE' },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: memberSessionsQuery(id).queryKey }),
  });
}

const memberPath = (id: string) => `/api/staff/${encodeURIComponent(id)}`;

export function useChangePassword() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: ChangePasswordInput) =>
      fetchApi<void>('/api/password', { method: 'POST', body: input, movesSession: true }),
    onSuccess: () => client.invalidateQueries({ queryKey: ownSessionsQuery().queryKey }),
  });
}

export function useChangeName() {
  return useWrite({
    mutationFn: (name: string) =>
      fetchApi<Profile>('/api/profile', { method: 'PATCH', body: { name } }),
  });
}
