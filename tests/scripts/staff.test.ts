import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { POST as ADD_ROLE } from '@/app/api/roles/route';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { PATCH as STAFF_POLICY } from '@/app/api/staff-policy/route';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { auditEvents, recoveryCodes, staffMembers, totpSeeds } from '@/lib/server/db/schema';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { addTotp } from '@/tests/support/factors';
import { program } from '@/tests/support/program';

const run = promisify(execFile);
let desk: TestDesk;

// Starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

/** Its output, also on failure. */
async function say(...given: string[]): Promise<string> {
  const parameters = [...(await program('scripts/staff.ts')), ...given];
  const { stdout, stderr } = await run(process.execPath, parameters, { env: process.env }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return `${stdout}${stderr}`;
}

it('creates a link for the last administrator to set a new password, and records who did it', async () => {
  const { email } = await desk.staff('administrator');
  const said = await say('reset', email.toUpperCase());
  const [token] = /(?<=http:\/\/localhost:3000\/set-up\?token=)[\w-]{43}/.exec(said) ?? [];
  const json = { token, password: 'seven herons left Malmo by rail' };
  expect((await desk.call(SET_UP, 'POST /api/set-up', { as: null, json })).status).toBe(204);
  const events = await db()
    .select({ actor: auditEvents.actorEmail, target: auditEvents.target })
    .from(auditEvents)
    .where(eq(auditEvents.action, 'staff.link_made'));
  expect(events).toEqual([{ actor: 'host', target: email }]);
});

it('creates an emergency link that also removes the second factors, with events of its own', async () => {
  await addTotp(desk, 'manager');
  const { email } = await desk.staff('manager');
  const said = await say('break-glass', email);
  expect(said).toContain('Using it removes their authenticator app, passkeys and recovery codes.');
  expect(await db().$count(totpSeeds)).toBe(1);
  const [token] = /(?<=http:\/\/localhost:3000\/set-up\?token=)[\w-]{43}/.exec(said) ?? [];
  const use = (password: string) =>
    desk.call(SET_UP, 'POST /api/set-up', { as: null, json: { token, password } });
  // The factors go, so the password has to stand alone.
  expect((await use('four winds 8')).status).toBe(400);
  expect((await use('seven herons left Malmo by rail')).status).toBe(204);
  expect([await db().$count(totpSeeds), await db().$count(recoveryCodes)]).toEqual([0, 0]);
  const events = await db().select().from(auditEvents);
  expect(
    events
      .filter(({ action }) => /emergency|factor.reset/.test(action))
      .map(({ action, actorEmail, target }) => [action, actorEmail, target]),
  ).toEqual([
    ['staff.emergency_link_made', 'host', email],
    ['factor.reset', email, email],
  ]);
});

it('turns off the two-person rule as an operator runs it, with an event, and says if it is off', async () => {
  const twoPersonOff = () => run('npm', ['run', '--silent', 'staff', '--', 'two-person-off']);
  const already = 'Changes to settings don’t need a second person: the rule is already off.\n';
  expect((await twoPersonOff()).stdout).toBe(already);
  const admin = await desk.staff('administrator');
  admin.sessionId = await startSession(admin.id, { ip: null, userAgent: null });
  await db()
    .insert(staffMembers)
    .values({
      ...{ id: 'stf_second', email: 'second@desk.example', name: 'Second', role: 'administrator' },
      passwordHash: 'never verified',
    });
  const policy = { json: { twoPersonSettings: true } };
  expect((await desk.call(STAFF_POLICY, 'PATCH /api/staff-policy', policy)).status).toBe(200);
  const json = { name: 'Night shift', permissions: ['users.read'] };
  const addRole = () => desk.call(ADD_ROLE, 'POST /api/roles', { json });
  expect((await addRole()).status).toBe(202);
  expect((await twoPersonOff()).stdout).toBe(
    'Changes to settings no longer need a second person. The audit log says who did this.\n',
  );
  expect((await findStaffPolicy()).twoPersonSettings).toBe(false);
  expect((await addRole()).status).toBe(201);
  const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
  const changed = events.filter(({ action }) => action === 'staff.policy_changed');
  expect(changed.map(({ actorEmail }) => actorEmail)).toEqual([
    'administrator@desk.example',
    'host',
  ]);
  expect((await twoPersonOff()).stdout).toBe(already);
  expect(await db().$count(auditEvents, eq(auditEvents.action, 'staff.policy_changed'))).toBe(2);
});

it('ends with 1 and its usage for what it doesn’t know', async () => {
  for (const given of [
    [],
    ['two-person-on'],
    ['break-glass'],
    ['two-person-off', 'now'],
    ['reset', 'a', 'b'],
  ]) {
    const parameters = [...(await program('scripts/staff.ts')), ...given];
    const failed = run(process.execPath, parameters, { env: process.env });
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Usage: npm run staff -- reset EMAIL\n/) as string,
    });
  }
});

it('explains in one line why it can’t', async () => {
  expect(await say('reset', 'nobody@desk.example')).toBe(
    'No one on the team has the email address nobody@desk.example. Check the spelling, and make sure that DATABASE_URL or DATA_DIR is the server’s.\n',
  );
  expect(await say('reset')).toMatch(/^Usage: npm run staff -- reset EMAIL\n/);
});
