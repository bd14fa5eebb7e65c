import 'server-only';
import type { Role } from '@/lib/contract/staff';
import { permissionsOf, type Permission } from '@/lib/shared/permissions';

/** Who caused something, and in which call. The first argument of every use case. */
export type Actor = {
  id: string;
  email: string;
  role: Role;
  /** What the role allows. `policies/permissions.ts` asks. */
  permissions: readonly Permission[];
  sessionId: string | null;
  /** The vendor accounts they may see; null: all. `policies/permissions.ts` decides. */
  accountIds: readonly string[] | null;
  /** The caller's address as far as it can be trusted; null for the system. */
  ip: string | null;
  requestId: string;
};

/** For work that is nobody's in particular: it may see every account. */
export const everyone = { accountIds: null } as const;

/** The product itself: its worker and its start program. */
export function systemActor(requestId: string): Actor {
  return {
    id: 'system',
    email: 'system',
    role: 'administrator',
    permissions: permissionsOf.administrator,
    sessionId: null,
    accountIds: null,
    ip: null,
    requestId,
  };
}

/** Anyone with access to the host, using a command there. */
export function hostActor(requestId: string): Actor {
  return { ...systemActor(requestId), id: 'host', email: 'host' };
}
