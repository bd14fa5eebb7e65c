import { asc, eq, gt, max, sql } from 'drizzle-orm';
import { PUT as PUT_POLICY } from '@/app/api/accounts/[id]/policy/route';
import { POST as DECIDE } from '@/app/api/approvals/[id]/decide/route';
import { GET as LIST, POST as ASK } from '@/app/api/approvals/route';
import { POST as AUTO_LOGIN } from '@/app/api/auto-login/route';
import { PATCH as CHANGE_STAFF_POLICY } from '@/app/api/staff-policy/route';
import { POST as STEP_UP } from '@/app/api/step-up/route';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import type { Approval } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db/client';
import {
  approvals,
  auditEvents,
  doubtedKeys,
  signInAttempts,
  signInHolds,
  staffMembers,
  staffPolicies,
  storedPasswords,
} from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';
import { forgetUpstreams, sessionIdIn, startTestDesk } from './call-route';
import { knowUsers } from './know-users';

export const username = 'ann@south.example';
export const PASSWORD = 'canary-Cust0mer-77';
export const STAFF_PASSWORD = 'a long one of the staff';

/** A desk with one user whose correct password is stored, and what the policy tests do there. */
export async function startPolicyDesk({
  seed = 'empty',
  upstreamTimeoutMs = 300,
  settings = {},
}: {
  seed?: 'demo' | 'empty';
  upstreamTimeoutMs?: number;
  settings?: Record<string, string>;
} = {}) {
  const env = { UPSTREAM_TIMEOUT_MS: String(upstreamTimeoutMs), ...settings };
  const desk = await startTestDesk({ seed, env });
  for (const name of [username, 'bob@north.example', 'eve@sub.north.example', 'ip@west.example']) {
    desk.sandbox.remotepc.state.addUser({ username: name, password: PASSWORD });
  }
  desk.sandbox.remotepc.state.blockIp('ip@west.example');
  const passwordHash = await hashPassword(STAFF_PASSWORD);
  let logEnd = 0;

  const events = () =>
    db()
      .select()
      .from(auditEvents)
      .where(gt(auditEvents.sequence, logEnd))
      .orderBy(asc(auditEvents.sequence));

  return {
    ...desk,
    calls: () => desk.sandbox.remotepc.calls.map(({ operation }) => operation),
    /** As if long after any other click: breakers closed, no hold and no suspicion. */
    async forgetClicks() {
      await userList(await findAccount(everyone, 'remotepc')).saved();
      forgetUpstreams();
      await db().delete(signInAttempts).where(eq(signInAttempts.result, 'opened'));
      await db().delete(signInHolds);
      await db().delete(doubtedKeys);
    },
    events,
    said: async () => (await events()).map(({ action, outcome }) => `${action} ${outcome}`),
    /** Only codes of denials. */
    denials: async () =>
      (await events())
        .filter(({ outcome }) => outcome === 'denied')
        .map(({ action, details }) => `${action} ${String(details.code)}`),
    async begin() {
      await this.forgetClicks();
      desk.sandbox.remotepc.faults.clear();
      await knowUsers(desk.sandbox);
      await db().delete(signInAttempts);
      await db().delete(approvals);
      await db().delete(storedPasswords);
      await db().delete(staffPolicies);
      for (const role of ['technician', 'manager', 'administrator'] as const)
        await desk.staff(role);
      await db().update(staffMembers).set({ passwordHash });
      await this.setPolicy({});
      await desk.call(STORE, 'PUT /api/stored-passwords', {
        json: { username, password: PASSWORD },
      });
      const [last] = await db()
        .select({ sequence: max(auditEvents.sequence) })
        .from(auditEvents);
      logEnd = last?.sequence ?? 0;
      desk.sandbox.remotepc.calls.length = 0;
    },
    async setPolicy(policy: Partial<AccountPolicy>) {
      const response = await desk.call(PUT_POLICY, 'PUT /api/accounts/rpc_sandbox/policy', {
        json: policy,
        params: { id: 'rpc_sandbox' },
      });
      if (response.status !== 200) throw new Error(await response.text());
    },
    async setStaffPolicy(policy: Partial<StaffPolicy>) {
      const response = await desk.call(CHANGE_STAFF_POLICY, 'PATCH /api/staff-policy', {
        json: policy,
      });
      if (response.status !== 200) throw new Error(await response.text());
    },
    signIn: (form: Record<string, string> = {}, as: Role = 'technician') =>
      desk.call(AUTO_LOGIN, 'POST /api/auto-login', { as, form: { username, ...form } }),
    /** The person's session continues under the id in the response's cookie. */
    async stepUp(password: string, as: Role = 'technician') {
      const response = await desk.call(STEP_UP, 'POST /api/step-up', { as, json: { password } });
      const cookie = response.headers.get('set-cookie');
      if (cookie) (await desk.staff(as)).sessionId = await sessionIdIn(cookie);
      return response;
    },
    ask: (input: Record<string, string> = {}, as: Role = 'technician') =>
      desk.call(ASK, 'POST /api/approvals', { as, json: { username, ...input } }),
    decide: (id: string, json: unknown = { approve: true }, as: Role = 'manager') =>
      desk.call(DECIDE, `POST /api/approvals/${id}/decide`, { as, json, params: { id } }),
    async approvals(as: Role = 'technician', query = '') {
      const response = await desk.call(LIST, `GET /api/approvals${query}`, { as });
      return ((await response.json()) as { items: Approval[] }).items;
    },
    passMinutes(table: string, columns: string[], minutes: number) {
      return this.passSeconds(table, columns, minutes * 60);
    },
    /** Moves a table's timestamps back, as if that much time had passed. */
    async passSeconds(table: string, columns: string[], seconds: number) {
      const set = columns.map((column) => `${column} = ${column} - interval '${seconds} seconds'`);
      await db().execute(sql.raw(`update ${table} set ${set.join(', ')}`));
    },
  };
}

export type PolicyDesk = Awaited<ReturnType<typeof startPolicyDesk>>;

export async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as Problem).code];
}
