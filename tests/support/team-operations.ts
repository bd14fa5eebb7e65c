import { eq, sql } from 'drizzle-orm';
import type { NewToken } from '@/lib/contract/tokens';
import { db } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import { createSetUpLink } from '@/lib/server/staff/set-up-links';
import { addPasskey, addTotp, codeOfNewTotp, registrationOptions, withoutFactors } from './factors';
import { forgetGuesses } from './guesses';
import { operation, type Operation, type Tolerance } from './operation';
import {
  addStaff,
  another,
  anotherSession,
  aRole,
  aToken,
  aView,
  email,
  fresh,
  signInAnew,
  type Call,
} from './operation-setup';
import { STAFF_PASSWORD, type PolicyDesk } from './policy-desk';
import { SoftPasskey } from './soft-passkey';
import { tokenOf } from './tokens';

/** As an administrator who has just confirmed their password. */
async function steppedUp(desk: PolicyDesk): Promise<Call> {
  await desk.begin();
  await signInAnew(desk, 'administrator');
  await db()
    .update(staffSessions)
    .set({ steppedUpAt: sql`now()` });
  return {};
}

/** A challenge works once: the browser starts again with another. */
const spentChallenge: Tolerance[] = [
  { why: 'the outcome is unknown', at: /^commit/, status: 503 },
  { why: 'the challenge is spent', after: /^delete from "passkey_challenges"/, status: 500 },
];

let assistant: Promise<NewToken> | undefined;

async function toolCall(desk: PolicyDesk): Promise<Call> {
  const { token } = await (assistant ??= tokenOf(desk, 'manager'));
  const accept = 'application/json, text/event-stream';
  return {
    as: null,
    headers: { authorization: `Bearer ${token}`, accept },
    json: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_batches' } },
  };
}

/** Of the routes about people, their sessions and their own account. */
export const teamOperations: Operation[] = [
  operation('GET /api/factors', 200),
  operation('POST /api/factors/totp', 201, async (desk) => {
    await withoutFactors(desk, 'manager');
    return { as: 'manager' };
  }),
  operation('POST /api/factors/totp/confirm', 200, async (desk) => {
    const code = await codeOfNewTotp(desk, 'manager');
    return { as: 'manager', json: { code } };
  }),
  operation('DELETE /api/factors/totp', 204, async (desk) => {
    await addTotp(desk, 'manager');
    return { as: 'manager' };
  }),
  operation('POST /api/factors/recovery-codes', 200, async (desk) => {
    await addTotp(desk, 'manager');
    return { as: 'manager' };
  }),
  operation(
    'POST /api/passkeys',
    201,
    async (desk) => {
      await withoutFactors(desk, 'manager');
      const passkey = new SoftPasskey((await desk.staff('manager')).id);
      return { as: 'manager', json: passkey.register(await registrationOptions(desk, 'manager')) };
    },
    spentChallenge,
  ),
  operation('PATCH /api/passkeys/[id]', 204, async (desk) => {
    await withoutFactors(desk, 'manager');
    const { id } = await addPasskey(desk, 'manager');
    return { as: 'manager', params: { id }, json: { name: fresh('Laptop ') } };
  }),
  operation('DELETE /api/passkeys/[id]', 204, async (desk) => {
    await withoutFactors(desk, 'manager');
    const { id } = await addPasskey(desk, 'manager');
    return { as: 'manager', params: { id } };
  }),
  operation('POST /api/passkeys/registration-options', 200, async (desk) => {
    await withoutFactors(desk, 'manager');
    return { as: 'manager' };
  }),
  operation('POST /api/passkeys/sign-in-options', 200, async () => {
    await forgetGuesses();
    return { as: null };
  }),
  operation('POST /api/passkeys/step-up-options', 200),
  operation('POST /api/password', 204, async (desk) => {
    await forgetGuesses();
    await desk.begin();
    await signInAnew(desk, 'manager');
    return { as: 'manager', json: { current: STAFF_PASSWORD, next: 'four winds over Lund 8' } };
  }),
  operation('POST /api/password, refused', 403, async () => {
    await forgetGuesses();
    return { json: { current: 'not this one', next: 'four winds over Lund 8' } };
  }),
  operation('POST /api/policy-violations', 204, () => ({
    headers: { 'content-type': 'application/csp-report' },
    json: { 'csp-report': {} },
  })),
  operation('GET /api/mail', 200),
  operation(
    'POST /api/mail/test',
    200,
    async () => {
      await db().execute(sql`delete from mail_requests`);
      return {};
    },
    [{ why: 'the email was tried already', at: /^insert into audit_events/, status: 200 }],
  ),
  operation('POST /api/password-reset', 202, async () => {
    await db().execute(sql`delete from mail_requests`);
    return { as: null, json: { email: email() } };
  }),
  operation('GET /api/profile', 200),
  operation('PATCH /api/profile', 200, () => ({ json: { name: fresh('Ann ') } })),
  operation('GET /api/profile/notifications', 200),
  operation('PUT /api/profile/notifications', 200, () => ({
    json: { events: ['seats_over', 'device_offline'] },
  })),
  operation('GET /api/identity', 200),
  operation('POST /api/identity', 409, steppedUp),
  operation('DELETE /api/identity', 204, steppedUp),
  operation('GET /api/roles', 200),
  operation('POST /api/roles', 201, () => ({
    json: { name: fresh('Night shift '), permissions: ['users.read'] },
  })),
  operation('PATCH /api/roles/[id]', 204, async () => ({
    params: { id: await aRole() },
    json: { permissions: ['devices.read'] },
  })),
  operation('DELETE /api/roles/[id]', 204, async () => ({ params: { id: await aRole() } })),
  operation('GET /api/views', 200),
  operation('POST /api/views', 201, () => ({
    json: { page: 'users', name: fresh('View '), query: 'seats=over' },
  })),
  operation('PATCH /api/views/[id]', 204, async (desk) => ({
    params: { id: await aView(desk) },
    json: { query: 'seats=full' },
  })),
  operation('DELETE /api/views/[id]', 204, async (desk) => ({
    params: { id: await aView(desk) },
  })),
  operation('GET /api/sessions', 200),
  operation('DELETE /api/sessions', 204),
  operation('DELETE /api/sessions/[id]', 204, async (desk) => ({
    params: { id: await anotherSession((await desk.staff('administrator')).id) },
  })),
  operation('POST /api/set-up', 204, async () => {
    const { url } = await createSetUpLink(await addStaff());
    const token = new URL(url).searchParams.get('token');
    return { as: null, json: { token, password: 'four winds over Lund 8' } };
  }),
  operation('GET /api/sign-in-notices', 200),
  operation('DELETE /api/sign-in-notices/[id]', 204, async (desk) => {
    const id = await anotherSession((await desk.staff('administrator')).id);
    await db()
      .update(staffSessions)
      .set({ isNewDevice: true })
      .where(eq(staffSessions.publicId, id));
    return { params: { id } };
  }),
  operation('GET /api/staff', 200),
  operation('POST /api/staff', 201, () => ({
    json: { email: email(), name: 'Somebody', role: 'viewer' },
  })),
  operation('PATCH /api/staff/[id]', 204, async () => ({
    params: { id: await addStaff() },
    json: { isDisabled: true },
  })),
  operation('DELETE /api/staff/[id]', 204, async () => ({ params: { id: await addStaff() } })),
  operation('DELETE /api/staff/[id]/factors', 204, async () => ({
    params: { id: await addStaff() },
  })),
  operation('POST /api/staff/[id]/revoke-sessions', 204, async () => ({
    params: { id: await addStaff() },
  })),
  operation('GET /api/staff/[id]/sessions', 200, async () => ({
    params: { id: await addStaff() },
  })),
  operation('DELETE /api/staff/[id]/sessions', 204, async () => ({
    params: { id: await addStaff() },
  })),
  operation('DELETE /api/staff/[id]/sessions/[sessionId]', 204, async () => {
    const id = await addStaff();
    return { params: { id, sessionId: await anotherSession(id) } };
  }),
  operation('POST /api/staff/[id]/set-up-link', 201, async () => ({
    params: { id: await addStaff() },
  })),
  operation('POST /api/step-up', 204, async (desk) => {
    await desk.begin();
    await signInAnew(desk, 'administrator');
    return { json: { password: STAFF_PASSWORD } };
  }),
  operation('POST /api/step-up, refused', 403, async (desk) => {
    await forgetGuesses();
    await signInAnew(desk, 'administrator');
    return { json: { password: 'not this one' } };
  }),
  operation('GET /api/tokens', 200),
  operation('POST /api/tokens', 201, async (desk) => {
    await steppedUp(desk);
    return { json: { name: fresh('Token '), role: 'viewer' } };
  }),
  operation('DELETE /api/tokens/[id]', 204, async (desk) => ({
    params: { id: await aToken(desk) },
  })),
  operation('GET /api/tokens/[id]/calls', 200, async (desk) => ({
    params: { id: await aToken(desk) },
  })),
  operation('POST /api/mcp', 200, toolCall, [
    { why: 'the answer of the tool says so', at: /^(?!select .*"api_tokens")/s },
  ]),
  operation('GET /api/staff-policy', 200),
  operation('PATCH /api/staff-policy', 200, () => ({
    json: { exportsPerHour: 500 + (another() % 500) },
  })),
];
