import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { addCustomerInputSchema } from '@/lib/contract/customers';
import type { CustomRoleId, Role } from '@/lib/contract/staff';
import { addAccount, changeAccount } from '@/lib/server/accounts/manage-accounts';
import { systemActor } from '@/lib/server/actor';
import { startSession } from '@/lib/server/auth/sessions';
import { addCustomer } from '@/lib/server/customers/change-customers';
import { createId, db } from '@/lib/server/db/client';
import {
  accounts,
  apiTokens,
  batches,
  roles,
  invitationTemplates,
  savedViews,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import { readKey, resetEnv } from '@/lib/server/env';
import { cancelBatch } from '@/lib/server/invitations/cancel-batch';
import { startBatch } from './batch-rows';
import type { RouteCall } from './call-route';
import { forgetGuesses } from './guesses';
import type { PolicyDesk } from './policy-desk';

export type Call = RouteCall & {
  /** What replaces the brackets, if the route looks at its own URL. */
  path?: string;
  query?: string;
};

export const DRAFT = { text: 'ann@x.example;2\nbob@x.example;3' };

let number = 0;
/** A different one each time. */
export const another = () => (number += 1);
export const fresh = (text: string) => `${text}${another()}`;
export const email = () => `${fresh('somebody')}@south.example`;

export function pendingBatch(): Promise<string> {
  return startBatch([email(), email()]);
}

export async function pausedBatch(): Promise<string> {
  const id = await pendingBatch();
  const paused = { pausedAt: sql`now()`, pausedReason: 'RemotePC refused the key.' };
  await db().update(batches).set(paused).where(eq(batches.id, id));
  return id;
}

export async function stoppedBatch(): Promise<string> {
  const id = await pendingBatch();
  await cancelBatch(actor, id);
  return id;
}

export async function keptDraft(desk: PolicyDesk): Promise<Call> {
  const { PUT } = await import('@/app/api/batches/draft/route');
  await desk.call(PUT, 'PUT /api/batches/draft', { json: DRAFT });
  return {};
}

/** A role of the desk's own that no one has. */
export async function aRole(): Promise<string> {
  const id = createId('rol') as CustomRoleId;
  const permissions = ['profile.write', 'users.read'];
  await db().insert(roles).values({ id, name: id, permissions, createdBy: 'stf_other' });
  return id;
}

/** An administrator's own. @returns its id */
export async function aView(desk: PolicyDesk): Promise<string> {
  const id = createId('viw');
  const ownerId = (await desk.staff('administrator')).id;
  const view = { page: 'users', name: fresh('View '), query: 'seats=over', scope: 'me' } as const;
  await db()
    .insert(savedViews)
    .values({ id, ownerId, ...view });
  return id;
}

/** An administrator's own. @returns its id */
export async function aToken(desk: PolicyDesk): Promise<string> {
  const id = createId('tok');
  const staffId = (await desk.staff('administrator')).id;
  const expiresAt = new Date(Date.now() + 60 * 60 * 1_000);
  const token = { name: fresh('Token '), hash: id, role: 'viewer', expiresAt } as const;
  await db()
    .insert(apiTokens)
    .values({ id, staffId, ...token });
  return id;
}

/** @returns its id */
export async function aCustomer(): Promise<string> {
  const input = { name: fresh('Company '), domains: [`${fresh('company')}.example`] };
  return (await addCustomer(actor, addCustomerInputSchema.parse(input))).id;
}

export async function aTemplate(): Promise<string> {
  const id = createId('tpl');
  await db()
    .insert(invitationTemplates)
    .values({ id, name: fresh('Template '), seats: 1, isHeld: true });
  return id;
}

export async function addStaff(): Promise<string> {
  const id = createId('stf');
  await db().insert(staffMembers).values({ id, email: email(), name: 'Somebody', role: 'viewer' });
  return id;
}

/** After a step-up or a new password, the old session lasts ten more seconds. */
export async function signInAnew(desk: PolicyDesk, as: Role): Promise<void> {
  const staff = await desk.staff(as);
  staff.sessionId = await startSession(staff.id, { ip: null, userAgent: 'vitest' });
}

/** @returns its public id */
export async function anotherSession(staffId: string): Promise<string> {
  const id = await startSession(staffId, { ip: null, userAgent: null });
  const [row] = await db().select().from(staffSessions).where(eq(staffSessions.id, id));
  return row?.publicId ?? '';
}

/** A technician's request to sign in. @returns its id */
export async function asked(desk: PolicyDesk): Promise<string> {
  await desk.setPolicy({ approval: 'second_person' });
  const response = await desk.ask();
  return ((await response.json()) as { id: string }).id;
}

/** A form as next-auth expects it: with its own token in the form and in a cookie. */
export async function nextAuth(
  path: string,
  form: Record<string, string>,
  session = '',
): Promise<Call> {
  await forgetGuesses();
  const csrfToken = 'f'.repeat(64);
  const proof = createHash('sha256')
    .update(csrfToken + readKey('AUTH_SECRET'))
    .digest('hex');
  return {
    path,
    as: null,
    form: { csrfToken, json: 'true', email: 'manager@desk.example', ...form },
    headers: { cookie: `next-auth.csrf-token=${csrfToken}%7C${proof}; ${session}` },
  };
}

/** The sandbox's RemotePC as if it were a reseller's own. */
export function accessTo({ sandbox }: PolicyDesk) {
  const { baseUrl, credentials } = sandbox.remotepc;
  return { url: baseUrl, secret: credentials };
}

const actor = systemActor('request-1');

/** Beside the sandbox's account, which stays the default. */
export async function storedAccount(desk: PolicyDesk): Promise<string> {
  await db().delete(accounts);
  await changeAccount(actor, 'rpc_sandbox', {
    ...{ isDisabled: false, isDefault: true, saveUntested: false },
  });
  const { id } = await addAccount(actor, {
    ...{ upstream: 'remotepc', name: fresh('Account '), isDefault: false, saveUntested: true },
    ...accessTo(desk),
  });
  return id;
}

let service: Server | undefined;

/** Stands in for the service that says where a call came from. */
export async function addressService(): Promise<Call> {
  service ??= createServer((_request, response) => response.end('203.0.113.9\n'));
  if (!service.listening) {
    service.unref().listen(0, '127.0.0.1');
    await once(service, 'listening');
  }
  process.env.OUTGOING_ADDRESS_URL = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  resetEnv();
  return {};
}
