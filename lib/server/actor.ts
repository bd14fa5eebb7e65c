import 'server-only';
import type { Role } from '@/lib/contract/staff';
import { permissionsOf, type Permission } from '@/lib/shared/permissions';

/** What of this installation someone may see; null: all of it. `policies/permissions.ts` decides. */
export type Scope = {
  /** The vendor accounts. */
  accountIds: readonly string[] | null;
  /** The customers: of the accounts, only what belongs to one of these. */
  customerIds: readonly string[] | null;
};

/** Who caused something, and in which call. The first argument of every use case. */
export type Actor = Scope & {
  id: string;
  email: string;
  role: Role;
  /** What the role allows. `policies/permissions.ts` asks. */
  permissions: readonly Permission[];
  sessionId: string | null;
  /** The API token the call came with; without one it is the person themselves. */
  token?: { id: string; name: string };
  /** The caller's address as far as it can be trusted; null for the system. */
  ip: string | null;
  requestId: string;
};

/** For work that is nobody's in particular: it may see everything. */
export const everyone: Scope = { accountIds: null, customerIds: null };

/** For someone who isn't signed in, or not yet: they may see nothing. */
export const noScope: Scope = { accountIds: [], customerIds: [] };

/** The product itself: its worker and its start program. */
export function systemActor(requestId: string): Actor {
  return {
    id: 'system',
    email: 'system',
    role: 'administrator',
    permissions: permissionsOf.administrator,
    sessionId: null,
    ...everyone,
    ip: null,
    requestId,
  };
}

/** Anyone with access to the host, using a command there. */
export function hostActor(requestId: string): Actor {
  return { ...systemActor(requestId), id: 'host', email: 'host' };
}
