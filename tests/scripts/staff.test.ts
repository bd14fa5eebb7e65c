import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { db } from '@/lib/server/db/client';
import { auditEvents, recoveryCodes, totpSeeds } from '@/lib/server/db/schema';
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

it('explains in one line why it can’t', async () => {
  expect(await say('reset', 'nobody@desk.example')).toBe(
    'No one on the team has the email address nobody@desk.example. Check the spelling, and make sure that DATABASE_URL or DATA_DIR is the server’s.\n',
  );
  expect(await say('reset')).toMatch(/^Usage: npm run staff -- reset EMAIL\n/);
});
