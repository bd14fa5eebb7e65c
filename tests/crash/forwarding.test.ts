import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { forwardingState } from '@/lib/server/audit/forward-destinations';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import {
  authorityFile,
  startHttpsReceiver,
  startSyslogReceiver,
  type HttpsReceiver,
  type SyslogReceiver,
} from '@/tests/support/log-receivers';
import { size } from '@/tests/support/size';
import { startCrashDesk, until, type CrashDesk } from './crash-desk';

const KILLS = size(4, 40);
const EVENTS = 1_200;

vi.setConfig({ testTimeout: 600_000 });

let desk: CrashDesk;
let receivers: [SyslogReceiver, HttpsReceiver];

beforeEach(async () => {
  receivers = [await startSyslogReceiver(), await startHttpsReceiver()];
  const settings = {
    AUDIT_SYSLOG_URL: `syslog+tls://127.0.0.1:${receivers[0].port}`,
    AUDIT_FORWARD_URL: receivers[1].url,
    AUDIT_FORWARD_CA_FILE: authorityFile,
  };
  desk = await startCrashDesk('calm', settings);
  Object.assign(process.env, settings);
  resetEnv();
});
afterEach(async () => {
  await desk.stopSandbox();
  await desk.close();
  for (const receiver of receivers) await receiver.close();
});

const expireLease = () =>
  db().execute(sql`update audit_forwards set not_before = now() - interval '1 second'`);

it('servers killed while they forward: each receiver gets every event, in order', async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const event = { action: 'user.added', outcome: 'success' } as const;
    await recordEvents(
      systemActor(`kill-${kill}`),
      Array.from({ length: EVENTS }, () => event),
    );
    const before = receivers.map((receiver) => receiver.events().length);
    const server = await desk.servers.start();
    // At another moment each time, and always while it sends.
    await until(() =>
      receivers.some((receiver, index) => receiver.events().length > (before[index] ?? 0) + kill),
    );
    await server.end('SIGKILL');
    await expireLease();
  }
  const last = await desk.servers.start();
  await until(async () => (await forwardingState()).every(({ behind }) => behind === 0));
  await last.end('SIGTERM');
  for (const receiver of receivers) {
    const sequences = receiver.events().map(({ sequence }) => sequence);
    // What came twice came as a whole again, after its first time.
    const firsts = [...new Set(sequences)];
    expect(firsts).toEqual(firsts.toSorted((one, other) => one - other));
    expect(firsts.length).toBe(firsts.at(-1));
    expect(firsts.length).toBeGreaterThanOrEqual(KILLS * EVENTS + 2);
  }
});
