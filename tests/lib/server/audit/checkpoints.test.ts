import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import { readCheckpointFile } from '@/lib/server/audit/checkpoint-file';
import { isGenuine, listCheckpoints, type Checkpoint } from '@/lib/server/audit/checkpoints';
import { deliverCheckpoints, mailCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { checkProof } from '@/lib/server/audit/proof-state';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { env, resetEnv } from '@/lib/server/env';
import { Sealing } from '@/lib/server/worker/sealing';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { startHostileMailServer } from '@/tests/support/hostile-mail-server';
import {
  startMailServer,
  type MailFate,
  type MailServer,
  type ReceivedMail,
} from '@/tests/support/mail-server';

let desk: TestDesk;
let receiver: Server | undefined;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterEach(async () => {
  receiver?.close();
  receiver = undefined;
  delete process.env.AUDIT_CHECKPOINT_URL;
  await rm(env().auditCheckpointFile, { recursive: true, force: true });
  await desk.close();
});

async function record(count: number): Promise<void> {
  const event = { action: 'user.added', outcome: 'success' } as const;
  await recordEvents(
    systemActor('req-1'),
    Array.from({ length: count }, () => event),
  );
  await sealEvents();
}

const sequences = async () => (await listCheckpoints(db())).map(({ sequence }) => sequence);
const filed = async () =>
  (await readCheckpointFile(env().auditCheckpointFile)).map(({ sequence }) => sequence);

/** As if an hour had passed. */
const passHour = () =>
  asOwner(`
    set session_replication_role = replica;
    update audit_checkpoints set at = at - interval '1 hour'`);

/** The next attempt may begin. */
const passBackoff = () => db().execute(sql`update audit_outlets set not_before = now()`);

it('are signed with the first events, after a thousand, and each hour in which there are some', async () => {
  await record(3);
  await record(900);
  expect(await sequences()).toEqual([3]);
  await record(101);
  expect(await sequences()).toEqual([3, 1_004]);
  await passHour();
  await sealEvents();
  expect(await sequences()).toEqual([3, 1_004]);
  await record(1);
  expect(await sequences()).toEqual([3, 1_004, 1_005]);
  const last = (await listCheckpoints(db())).at(-1);
  expect(last).toMatchObject({ count: 1, keyId: auditKeys()[0]?.id });
  expect(last && isGenuine(last, auditKeys())).toBe(true);
  expect(last && isGenuine({ ...last, count: 2 }, auditKeys())).toBe(false);
});

it('are due an hour after the last one, also if the events came earlier', async () => {
  await record(1);
  await record(1);
  expect(await sequences()).toEqual([1]);
  await passHour();
  await sealEvents();
  expect(await sequences()).toEqual([1, 2]);
});

describe('in the file', () => {
  it('are added one a line, readable only by the server’s user', async () => {
    const path = env().auditCheckpointFile;
    await record(1);
    await deliverCheckpoints();
    await record(1_000);
    await deliverCheckpoints();
    await deliverCheckpoints();
    expect(await filed()).toEqual([1, 1_001]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const [first = ''] = (await readFile(path, 'utf8')).split('\n');
    expect(JSON.parse(first)).toEqual((await listCheckpoints(db()))[0]);
  });

  it('are written anew if it was moved away, and complete after a crash', async () => {
    const path = env().auditCheckpointFile;
    await record(1);
    await deliverCheckpoints();
    const whole = await readFile(path, 'utf8');
    await rm(path);
    await record(1_000);
    await deliverCheckpoints();
    expect(await filed()).toEqual([1, 1_001]);
    await writeFile(path, whole + (await readFile(path, 'utf8')).slice(whole.length, -20));
    await record(1_000);
    await deliverCheckpoints();
    expect(await filed()).toEqual([1, 1_001, 2_001]);
  });

  it('raise an alarm while it can’t be written, and are made up for', async () => {
    const path = env().auditCheckpointFile;
    await mkdir(path);
    await chmod(path, 0o500);
    await record(1);
    await deliverCheckpoints();
    expect(await checkProof()).toEqual({
      unsealedSince: null,
      failing: [{ outlet: 'file', since: expect.stringMatching(/Z$/), failure: 'not_writable' }],
      late: [],
    });
    await rm(path, { recursive: true });
    await deliverCheckpoints();
    expect(await filed()).toEqual([]);
    await passBackoff();
    await deliverCheckpoints();
    expect(await filed()).toEqual([1]);
    expect(await checkProof()).toEqual({ unsealedSince: null, failing: [], late: [] });
  });

  it('N74: raise an alarm while its disk is full, and are all there once it is freed', async () => {
    const path = env().auditCheckpointFile;
    await symlink('/dev/full', path);
    for (const count of [1, 1_000]) {
      await record(count);
      await passBackoff();
      await deliverCheckpoints();
    }
    expect((await checkProof()).failing).toMatchObject([
      { outlet: 'file', failure: 'not_writable' },
    ]);
    await rm(path);
    await passBackoff();
    await deliverCheckpoints();
    expect(await filed()).toEqual([1, 1_001]);
    expect(await checkProof()).toEqual({ unsealedSince: null, failing: [], late: [] });
  });

  it('raise an alarm if it has later ones than the database', async () => {
    await record(1);
    await record(1_000);
    await deliverCheckpoints();
    await asOwner(`
      set session_replication_role = replica;
      delete from audit_checkpoints where sequence > 1;
      delete from audit_seals where sequence > 1;
      delete from audit_events where sequence > 1;
      update audit_outlets set sequence = 0`);
    await deliverCheckpoints();
    expect((await checkProof()).failing).toMatchObject([{ outlet: 'file', failure: 'ahead' }]);
  });
});

describe('to a receiver', () => {
  let taken: { sequence: number; signature: string }[];
  let status: number;

  beforeEach(async () => {
    taken = [];
    status = 204;
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        if (status === 204) taken.push(JSON.parse(body) as (typeof taken)[number]);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver?.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    process.env.AUDIT_CHECKPOINT_URL = `http://127.0.0.1:${port}/checkpoints`;
    resetEnv();
  });

  it('are posted once each, by one of several servers', async () => {
    await record(1);
    await Promise.all([deliverCheckpoints(), deliverCheckpoints()]);
    await record(1_000);
    await deliverCheckpoints();
    await deliverCheckpoints();
    expect(taken).toEqual(await listCheckpoints(db()));
  });

  it('begin with the latest one, and are repeated until they are taken', async () => {
    await record(1);
    await record(1_000);
    status = 500;
    await deliverCheckpoints();
    expect((await checkProof()).failing).toMatchObject([
      { outlet: 'receiver', failure: 'refused' },
    ]);
    status = 204;
    await passBackoff();
    await deliverCheckpoints();
    expect(taken.map(({ sequence }) => sequence)).toEqual([1_001]);
    expect((await checkProof()).failing).toEqual([]);
  });

  it('raise an alarm while it can’t be reached', async () => {
    await record(1);
    await new Promise((resolve) => receiver?.close(resolve));
    await deliverCheckpoints();
    expect((await checkProof()).failing).toMatchObject([
      { outlet: 'receiver', failure: 'unreachable' },
    ]);
    // A server that is no more doesn't raise it for good.
    await db().execute(sql`update audit_outlets set tried_at = now() - interval '11 minutes'`);
    expect((await checkProof()).failing).toEqual([]);
  });
});

describe('by email', () => {
  let fates: MailFate[];
  let server: MailServer;

  beforeEach(async () => {
    fates = [];
    server = await startMailServer({ fates });
    process.env.SMTP_URL = server.url;
    process.env.MAIL_FROM = 'desk@example.com';
    process.env.CHECKPOINT_MAIL_TO = 'audit@elsewhere.example';
    resetEnv();
  });
  afterEach(async () => {
    await server.close();
    for (const name of ['SMTP_URL', 'MAIL_FROM', 'CHECKPOINT_MAIL_TO']) delete process.env[name];
    resetEnv();
  });

  /** The attached file of an email. */
  const attached = ({ raw }: ReceivedMail) => {
    const [, coded = ''] =
      /filename=checkpoints-\d+\.jsonl[^]*?\r\n\r\n([^]*?)\r\n--/.exec(raw) ?? [];
    const lines = Buffer.from(coded, 'base64').toString().trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Checkpoint);
  };

  it('go out at most once an hour, with all since the one before, by one of several servers', async () => {
    await record(1);
    await Promise.all([mailCheckpoints(), mailCheckpoints()]);
    await record(1_000);
    await record(1_000);
    await mailCheckpoints();
    expect(server.received).toHaveLength(1);
    await passBackoff();
    await mailCheckpoints();
    expect(server.received.map(attached).map((all) => all.map(({ sequence }) => sequence))).toEqual(
      [[1], [1_001, 2_001]],
    );
    const last = attached(server.last()).at(-1);
    expect(last).toEqual((await listCheckpoints(db())).at(-1));
    expect(last && isGenuine(last, auditKeys())).toBe(true);
    expect(server.last().subject).toBe('Audit log checkpoint 2,001');
    expect(server.last().text).toContain(`Hash: ${last?.hash}`);
  });

  it('are repeated until they are taken, with the same Message-ID, and raise an alarm until then', async () => {
    fates.push({ at: 'recipient', code: 550 }, { at: 'data', isCut: true });
    await record(1);
    await mailCheckpoints();
    expect((await checkProof()).failing).toMatchObject([{ outlet: 'mail', failure: 'refused' }]);
    await passBackoff();
    await mailCheckpoints();
    await passBackoff();
    await mailCheckpoints();
    const [lost, taken] = server.received;
    expect(lost?.messageId).toMatch(/^<checkpoint-1-[0-9a-f]{16}@/);
    expect(taken?.messageId).toBe(lost?.messageId);
    expect(server.received).toHaveLength(2);
    expect((await checkProof()).failing).toEqual([]);
  });

  it('raise an alarm while the mail server can’t be reached', async () => {
    await server.close();
    await record(1);
    await mailCheckpoints();
    expect((await checkProof()).failing).toMatchObject([
      { outlet: 'mail', failure: 'unreachable' },
    ]);
  });

  it('delay those in the file and at the receiver not at all while the mail server hangs', async () => {
    const hanging = await startHostileMailServer(() => ({ banner: 'hang' }));
    process.env.SMTP_URL = hanging.url;
    resetEnv();
    const stopping = new AbortController();
    const sealing = new Sealing(stopping.signal);
    try {
      const event = { action: 'user.added', outcome: 'success' } as const;
      for (const count of [1, 1_000, 1_000]) {
        await recordEvents(
          systemActor('req-1'),
          Array.from({ length: count }, () => event),
        );
        const last = async () => (await filed()).at(-1);
        await expect.poll(last, { timeout: 5_000 }).toBe(await db().$count(auditEvents));
      }
    } finally {
      stopping.abort();
      await sealing.done;
      await hanging.close();
      await expect
        .poll(async () => (await checkProof()).failing)
        .toMatchObject([{ outlet: 'mail', failure: 'refused' }]);
    }
  });
});

it('show on the overview since when events aren’t sealed', async () => {
  const event = { action: 'user.added', outcome: 'success' } as const;
  await recordEvents(systemActor('req-1'), [event]);
  expect(await checkProof()).toEqual({ unsealedSince: null, failing: [], late: [] });
  await asOwner(`
    set session_replication_role = replica;
    update audit_events set at = '2026-11-01T08:00:00Z'`);
  expect(await checkProof()).toEqual({
    unsealedSince: '2026-11-01T08:00:00.000Z',
    failing: [],
    late: [],
  });
});

it('show it, too, if someone stopped the sealing by saying that it is done', async () => {
  await record(2);
  await db().execute(sql`update audit_sealing set settled = 1000`);
  const event = { action: 'user.added', outcome: 'success' } as const;
  await recordEvents(systemActor('req-1'), [event]);
  expect(await sealEvents()).toBe(0);
  await asOwner(`
    set session_replication_role = replica;
    update audit_events set at = '2026-11-01T08:00:00Z' where sequence < 3;
    update audit_events set at = now() - interval '2 hours' where sequence = 3`);
  expect((await checkProof()).unsealedSince).not.toBeNull();
  // Without any word of it, the sealing finds out by itself.
  await db().execute(sql`delete from audit_sealing`);
  expect(await sealEvents()).toBe(1);
  expect(await checkProof()).toEqual({ unsealedSince: null, failing: [], late: [] });
});
