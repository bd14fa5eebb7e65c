import { eq, sql } from 'drizzle-orm';
import { POST } from '@/app/api/tokens/route';
import type { Role } from '@/lib/contract/staff';
import type { NewToken } from '@/lib/contract/tokens';
import { db } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import type { RouteCall, TestDesk } from './call-route';

/** As if the person had just confirmed their password. */
export async function confirmPassword(desk: TestDesk, role: Role): Promise<void> {
  const { id } = await desk.staff(role);
  await db()
    .update(staffSessions)
    .set({ steppedUpAt: sql`now()` })
    .where(eq(staffSessions.staffId, id));
}

/** A new token of the person with this role. */
export async function tokenOf(
  desk: TestDesk,
  owner: Role,
  input: Record<string, unknown> = {},
): Promise<NewToken> {
  await confirmPassword(desk, owner);
  const json = { name: 'Ticket system', role: owner, ...input };
  const response = await desk.call(POST, 'POST /api/tokens', { as: owner, json });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as NewToken;
}

/** Calls a route as other software does: with the token alone, without origin and cookie. */
export function callWith(
  desk: TestDesk,
  token: string,
  handler: Handler,
  line: string,
  call: RouteCall = {},
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'cross-site' };
  return desk.call(handler, line, { as: null, ...call, headers: { ...headers, ...call.headers } });
}
