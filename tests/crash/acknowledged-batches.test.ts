import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encode } from 'next-auth/jwt';
import { expect, test } from 'vitest';
import { Random } from '@/lib/sandbox/random';
import { sessionCookie } from '@/lib/server/auth/session-token';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { readKey } from '@/lib/server/env';
import { people } from '@/tests/support/batch-rows';
import { size } from '@/tests/support/size';
import { checkBatches, faultless, printVerdict } from './check-batch';
import { passTime, startCrashDesk, untilFinished } from './crash-desk';

/** `npm run test:soak` sets it. */
const kills = Number(process.env.SOAK_KILLS ?? 4);
const rows = size(200, 500);
const rowsPerBatch = 5;

test(`N65: ${rows} rows in small batches, ${kills} kills: every acknowledged batch is kept`, async () => {
  const random = new Random(65);
  const desk = await startCrashDesk('calm', {}, 'batches');
  const logPath = join(dirname(desk.truthPath), 'acknowledged.jsonl');
  const log = openSync(logPath, 'a');
  try {
    const cookie = await signIn();
    let next = 0;
    let calls = 0;
    const perLife = Math.ceil(rows / (kills + 1));
    for (let life = 0; life <= kills; life += 1) {
      const server = await desk.servers.start();
      const killed =
        life < kills ? wait(random.integer(20, 500)).then(() => server.end('SIGKILL')) : null;
      const end = Math.min(rows, (life + 1) * perLife);
      while (next < end) {
        // New ones each time: a batch may exist although its response was lost.
        const emails = people(rowsPerBatch, `call${(calls += 1)}`);
        const answer = await post(server.port, cookie, emails).catch(() => null);
        if (answer?.status !== 202 && killed) break;
        expect(answer?.status).toBe(202);
        next += rowsPerBatch;
        const { id } = (await answer?.json()) as { id: string };
        // On disk before the next call: what was promised must not be forgotten before it is
        // checked.
        writeSync(log, `${JSON.stringify([id, emails])}\n`);
        fsyncSync(log);
      }
      await killed;
      await passTime();
      if (!killed) {
        await untilFinished();
        expect(await server.end('SIGTERM')).toBe(0);
      }
    }
    const acknowledged = new Map(
      readFileSync(logPath, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, string[]]),
    );
    expect(acknowledged.size).toBe(rows / rowsPerBatch);
    const verdict = await checkBatches(acknowledged, desk.truthPath);
    printVerdict(`${acknowledged.size} acknowledged batches, ${kills} kills`, verdict);
    expect(verdict).toMatchObject(faultless);
  } finally {
    closeSync(log);
    await desk.close();
  }
}, 3_600_000);

async function signIn(): Promise<string> {
  const staff = { id: 'stf_crash', email: 'crash@desk.example', role: 'manager' } as const;
  await db()
    .insert(staffMembers)
    .values({ ...staff, name: 'Crash', passwordHash: 'never verified' });
  const sid = await startSession(staff.id, { ip: null, userAgent: 'vitest' });
  return `${sessionCookie().name}=${await encode({ token: { sid }, secret: readKey('AUTH_SECRET') })}`;
}

function post(port: number, cookie: string, emails: readonly string[]): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/api/batches`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ rows: emails.map((email) => ({ email })) }),
  });
}
