import { Writable } from 'node:stream';
import { asc, gt, max } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POST } from '@/app/api/auto-login/route';
import { db } from '@/lib/server/db/client';
import { auditEvents, signInAttempts } from '@/lib/server/db/schema';
import { badLinks, goodLink } from '@/tests/support/bad-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

// A configured account: its links may lead only to https://login.remotepc.com, while those of the
// sandbox lead to the sandbox.
let desk: TestDesk;
let logLines = '';

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', isOwnRemotepc: true });
  desk.sandbox.remotepc.state.addUser({ username: 'ann@south.example' });
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logLines += String(chunk);
      done();
    },
  });
  globalThis.resellerDeskLog = pino({ level: 'debug' }, sink);
});
afterAll(() => desk.close());

/** Answers in another form than documented, before anyone checks where they lead. */
const unreadable = /^empty$|^no text: |^100 KB$|^more than 4 KB$/;
/** In every form that has a token at all, and nowhere in what we write ourselves. */
const TOKEN = 'eyJhbGciOiJIUzUxMiJ9';

async function answerOf(link: unknown): Promise<Response> {
  await db().delete(signInAttempts);
  desk.sandbox.remotepc.faults.set('signin', {
    body: JSON.stringify({ status: 'OK', code: 200, message: { rpc_redirect_link: link } }),
  });
  return desk.call(POST, 'POST /api/auto-login', {
    as: 'technician',
    form: { username: 'ann@south.example', password: 'canary-Cust0mer-77' },
  });
}

it('redirects to a link of the documented form unchanged, and to none of 300 others (N26)', async () => {
  const good = await answerOf(goodLink);
  expect([good.status, good.headers.get('location')]).toEqual([303, goodLink]);
  const [last] = await db()
    .select({ sequence: max(auditEvents.sequence) })
    .from(auditEvents);

  const unlike: unknown[] = [];
  let seen = '';
  for (const [name, link] of badLinks) {
    const answer = await answerOf(link);
    const body = await answer.text();
    const { code } = JSON.parse(body) as { code: string };
    const expected = unreadable.test(name) ? 'upstream_malformed' : 'redirect_refused';
    const isRefused = answer.status === 502 && !answer.headers.has('location');
    if (!isRefused || code !== expected) unlike.push([name, answer.status, code]);
    seen += body + JSON.stringify([...answer.headers]);
  }
  expect(unlike).toEqual([]);

  const events = await db()
    .select()
    .from(auditEvents)
    .where(gt(auditEvents.sequence, last?.sequence ?? 0))
    .orderBy(asc(auditEvents.sequence));
  const alarms = events.filter(({ action }) => action === 'many_sign_ins.limit_reached');
  expect(alarms).toHaveLength(1);
  const outcomes = events.filter(
    (event) => event.action !== 'auto_login.requested' && !alarms.includes(event),
  );
  expect(outcomes).toHaveLength(badLinks.length);
  const told = badLinks.map(([name]) =>
    unreadable.test(name)
      ? 'auto_login.unconfirmed unknown upstream_malformed'
      : 'auto_login.failed failure redirect_refused',
  );
  expect(
    outcomes.map(({ action, outcome, details }) => `${action} ${outcome} ${String(details.code)}`),
  ).toEqual(told);
  seen += logLines + JSON.stringify(events);
  expect(logLines).not.toBe('');
  expect(seen).not.toContain(TOKEN);
  expect(seen).not.toContain('rpcnew');
  expect(seen).not.toContain('evil');
}, 60_000);
