import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/lib/server/db/client';
import { mailMessages } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { queueMail } from '@/lib/server/mail/queue';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { size } from '@/tests/support/size';
import { startCrashDesk, until, type CrashDesk } from './crash-desk';

const MAILS = size(60, 400);
const KILLS = size(4, 25);

vi.setConfig({ testTimeout: 600_000 });

let desk: CrashDesk;
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer();
  const settings = { SMTP_URL: server.url, MAIL_FROM: 'desk@example.com' };
  desk = await startCrashDesk('calm', settings);
  Object.assign(process.env, settings);
  resetEnv();
});
afterEach(async () => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
  await desk.stopSandbox();
  await desk.close();
  await server.close();
});

async function queue(count: number): Promise<void> {
  const data = { at: new Date().toISOString() };
  await db().transaction(async (tx) => {
    for (let n = 0; n < count; n += 1) {
      const to = `p${n}@desk.example`;
      await queueMail(tx, { to, kind: 'recovery_codes_created', data });
    }
  });
}

/** Lets two minutes pass for what a dead server left behind. */
const passLease = () =>
  db().execute(sql`
    update mail_messages set not_before = now(),
      lease_until = case when state = 'sending' then now() end
    where settled_at is null`);

it('two servers, one of them killed again and again: no email is lost, and none comes more than twice', async () => {
  await queue(MAILS);
  const steady = await desk.servers.start();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const other = await desk.servers.start();
    await wait(30 + 40 * kill);
    await other.end('SIGKILL');
    await passLease();
  }
  await until(async () => {
    await passLease();
    return (await db().$count(mailMessages, sql`settled_at is null`)) === 0;
  });
  const copies = new Map<string, string[]>();
  for (const { to, messageId } of server.received) {
    copies.set(to[0] ?? '', [...(copies.get(to[0] ?? '') ?? []), messageId]);
  }
  const lost = Array.from({ length: MAILS }, (_, n) => `p${n}@desk.example`).filter(
    (to) => !copies.has(to),
  );
  const all = [...copies.values()];
  expect({
    lost,
    moreThanTwice: all.filter((ids) => ids.length > 2),
    differentIds: all.filter((ids) => new Set(ids).size > 1),
  }).toEqual({ lost: [], moreThanTwice: [], differentIds: [] });
  expect(await steady.end('SIGTERM')).toBe(0);
});
