import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import { canonicalJson } from '@/lib/server/audit/canonical';
import { readCheckpointFile } from '@/lib/server/audit/checkpoint-file';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { exportEvents } from '@/lib/server/audit/export-events';
import { publicKeys } from '@/lib/server/audit/proof-state';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { readPublicKeys, verifyExport } from '@/scripts/audit-verify.mjs';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { recomputedChain } from '@/tests/support/recompute-chain';

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await record(9);
});
afterEach(() => desk.close());

/** Events with every column, sealed at once. */
async function record(count: number): Promise<void> {
  const actor = { ...systemActor('req-1'), ip: '203.0.113.9' };
  const events = Array.from({ length: count }, (_, index) => ({
    action: 'user.added' as const,
    outcome: 'success' as const,
    target: `ann${index}@x.example`,
    accountId: 'rpc_sandbox',
    reason: 'They asked',
    ticket: 'T-17',
    details: { rows: 3, share: 0.5 },
  }));
  await recordEvents(actor, events);
  await sealEvents();
}

/** What the owner of the tables can do, and the server's role can't. */
async function tamper(statements: string): Promise<void> {
  await asOwner(`
    set session_replication_role = replica;
    ${statements}`);
}

async function idOf(sequence: number): Promise<string> {
  const { rows } = await db().execute<{ id: string }>(
    sql`select event_id as id from audit_seals where sequence = ${sequence}`,
  );
  return rows[0]?.id ?? '';
}

async function firstBad() {
  const { ok, firstBad: bad } = await verifyLog();
  expect(ok).toBe(bad === undefined);
  return bad && { ...bad, reason: bad.reason.split(':')[0] };
}

it('finds nothing in a log that is as it was', async () => {
  const { rows } = await db().execute<{ hash: string }>(
    sql`select encode(hash, 'hex') as hash from audit_seals where sequence = 9`,
  );
  expect(await verifyLog({ pageRows: 4 })).toEqual({
    ok: true,
    checked: 9,
    head: { sequence: 9, hash: rows[0]?.hash, at: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});

it('finds nothing in an empty log', async () => {
  await tamper('truncate audit_events, audit_seals, audit_checkpoints');
  expect(await verifyLog()).toEqual({
    ok: true,
    checked: 0,
    head: { sequence: 0, hash: '0'.repeat(64), at: null },
  });
});

describe('one byte changed', () => {
  const changes: [column: string, value: string][] = [
    ['id', "'evt_other'"],
    ['at', "at + interval '1 millisecond'"],
    ['at', "'infinity'"],
    ['at', "at - interval '4000 years'"],
    ['account_id', "'rpc_sandboy'"],
    ['account_id', 'null'],
    ['actor_id', "'sistem'"],
    ['actor_email', "'sistem'"],
    ['action', "'user.addee'"],
    ['target', "'ann4@y.example'"],
    ['target', 'null'],
    ['outcome', "'failure'"],
    ['reason', "'They askee'"],
    ['ticket', "'T-18'"],
    ['request_id', "'req-2'"],
    ['ip', "'203.0.113.8'"],
    ['details', `'{"rows": 4, "share": 0.5}'`],
    ['details', `'{"rows": 3, "share": 0.50}'`],
    ['details', `'{"rows": 3.00000000000000000001, "share": 0.5}'`],
  ];
  it.each(changes)('in the column %s of an event (%s) is named', async (column, value) => {
    await tamper(
      `update audit_events set ${column} = ${value}
       where sequence = (select position from audit_seals where sequence = 5)`,
    );
    expect(await firstBad()).toEqual({ sequence: 5, id: await idOf(5), reason: 'event_changed' });
  });

  it('in the position of an event is named as one that is gone', async () => {
    await tamper(
      `update audit_events set sequence = 1000
       where sequence = (select position from audit_seals where sequence = 5)`,
    );
    expect(await firstBad()).toEqual({ sequence: 5, id: await idOf(5), reason: 'event_missing' });
  });

  it.each([
    ['hash', 'set_byte(hash, 7, 255 - get_byte(hash, 7))', 'seal_changed'],
    ['mac', 'set_byte(mac, 7, 255 - get_byte(mac, 7))', 'seal_forged'],
    ['event_id', "'evt_other'", 'seal_changed'],
    ['key_id', "'0000000000000000'", 'key_unknown'],
    ['position', '4711', 'event_missing'],
    ['sequence', '4711', 'seal_missing'],
  ])('in the column %s of a seal is named', async (column, value, reason) => {
    await tamper(`update audit_seals set ${column} = ${value} where sequence = 5`);
    const bad = await firstBad();
    expect(bad).toMatchObject({ sequence: 5, reason });
  });

  it.each(['hash', 'signature', 'at', 'count', 'key_id'])(
    'in the column %s of a checkpoint is named',
    async (column) => {
      const value = {
        at: "at + interval '1 second'",
        count: 'count + 1',
        key_id: "'0000000000000000'",
      }[column];
      await tamper(
        `update audit_checkpoints set ${column} = ${value ?? `set_byte(${column}, 0, 255 - get_byte(${column}, 0))`}`,
      );
      expect(await firstBad()).toMatchObject({ sequence: 9, reason: 'checkpoint_forged' });
    },
  );
});

describe('a row', () => {
  it('that was removed is named', async () => {
    const id = await idOf(4);
    await tamper(`delete from audit_events where id = '${id}'`);
    expect(await firstBad()).toEqual({ sequence: 4, id, reason: 'event_missing' });
  });

  it('that was removed with its seal is named', async () => {
    const id = await idOf(4);
    await tamper(
      `delete from audit_events where id = '${id}'; delete from audit_seals where sequence = 4`,
    );
    expect(await firstBad()).toEqual({ sequence: 4, id: null, reason: 'seal_missing' });
  });

  it('whose seal was removed is named with its event', async () => {
    const id = await idOf(4);
    await tamper('delete from audit_seals where sequence = 4');
    expect(await firstBad()).toEqual({ sequence: 4, id, reason: 'seal_missing' });
  });

  it('that was put between others is named with the seal after it', async () => {
    await tamper(`
      update audit_events set sequence = sequence + 100 where sequence > 5;
      update audit_seals set position = position + 100 where position > 5;
      insert into audit_events (sequence, id, actor_id, actor_email, action, outcome, request_id)
      values (50, 'evt_put_in', 'system', 'system', 'user.added', 'success', 'req-1')`);
    const named = await firstBad();
    // Its neighbors had to move, and their positions are sealed, too.
    expect(named).toMatchObject({ sequence: 6, reason: 'event_changed' });
  });

  it('that was put into a gap of the positions is named', async () => {
    await tamper("select setval('audit_events_sequence_seq', 20)");
    await record(1);
    await tamper(`
      insert into audit_events (sequence, id, actor_id, actor_email, action, outcome, request_id)
      values (15, 'evt_put_in', 'system', 'system', 'user.added', 'success', 'req-1')`);
    await sealEvents();
    expect(await firstBad()).toEqual({ sequence: 10, id: 'evt_put_in', reason: 'event_unsealed' });
  });
});

describe('swapped rows', () => {
  it('are named, if what they say was swapped', async () => {
    await tamper(`
      update audit_events as one set target = other.target, id = other.id || '_'
      from audit_events as other where one.sequence + other.sequence = 7 and one.sequence in (3, 4)`);
    expect(await firstBad()).toMatchObject({ sequence: 3, reason: 'event_changed' });
  });

  it('are named, if their positions were swapped', async () => {
    const id = await idOf(3);
    await tamper(`
      update audit_events set sequence = 7003 where sequence = 3;
      update audit_events set sequence = 3 where sequence = 4;
      update audit_events set sequence = 4 where sequence = 7003`);
    expect(await firstBad()).toEqual({ sequence: 3, id, reason: 'event_changed' });
  });

  it('are named, if their places in the chain were swapped', async () => {
    await tamper(`
      update audit_seals set sequence = 7003 where sequence = 3;
      update audit_seals set sequence = 3 where sequence = 4;
      update audit_seals set sequence = 4 where sequence = 7003`);
    expect(await firstBad()).toMatchObject({ sequence: 3, reason: 'event_changed' });
  });
});

describe('a tail that was cut off', () => {
  const CUT = `
    delete from audit_events where sequence > (select position from audit_seals where sequence = 6);
    delete from audit_seals where sequence > 6;`;

  it('is found by the checkpoint in the database', async () => {
    await tamper(CUT);
    expect(await firstBad()).toEqual({ sequence: 7, id: null, reason: 'tail_cut' });
  });

  it('is found by the checkpoint in the file, if those in the database went, too', async () => {
    await deliverCheckpoints();
    await tamper(`${CUT} delete from audit_checkpoints`);
    expect(await firstBad()).toEqual({ sequence: 7, id: null, reason: 'tail_cut' });
  });

  it('is found after new events, too', async () => {
    await deliverCheckpoints();
    await tamper(`${CUT} delete from audit_checkpoints`);
    await record(9);
    expect(await firstBad()).toMatchObject({ sequence: 9, reason: 'checkpoint_differs' });
  });

  it('is found if only the seals went', async () => {
    const id = await idOf(7);
    await tamper('delete from audit_seals where sequence > 6; delete from audit_checkpoints');
    expect(await firstBad()).toEqual({ sequence: 7, id, reason: 'event_unsealed' });
  });
});

describe('a chain that was recomputed with the rights of the database', () => {
  async function recompute(): Promise<void> {
    await tamper("update audit_events set actor_email = 'someone@else.example' where sequence = 5");
    await tamper(await recomputedChain());
  }

  it('is found by the MAC of the first event that changed', async () => {
    await recompute();
    expect(await firstBad()).toEqual({ sequence: 5, id: await idOf(5), reason: 'seal_forged' });
  });

  it('is found by the checkpoints, even by someone who has only the public key', async () => {
    await deliverCheckpoints();
    const checkpoints = await readFile(env().auditCheckpointFile, 'utf8');
    const path = join(dirname(env().auditCheckpointFile), 'export.jsonl');
    const verdict = async () => {
      const stream = await exportEvents(systemActor('req-2'), { format: 'jsonl' });
      await writeFile(path, await new Response(stream).text());
      return verifyExport(path, { keys: readPublicKeys(publicKeys()), checkpoints });
    };
    expect(await verdict()).toMatchObject({ ok: true, checkpoints: 1 });
    await recompute();
    const { ok, firstBad: bad } = await verdict();
    expect(ok).toBe(false);
    expect(bad).toMatchObject({ sequence: 9, id: await idOf(9) });
    expect(bad?.reason).toMatch(/^checkpoint_differs/);
  });

  it('is found if it was sealed anew with another key', async () => {
    await tamper(
      'truncate audit_seals, audit_checkpoints; update audit_sealing set settled = 0, pending = null',
    );
    const own = process.env.AUDIT_KEY;
    process.env.AUDIT_KEY = Buffer.alloc(32, 'x').toString('base64');
    await sealEvents();
    process.env.AUDIT_KEY = own;
    expect(await firstBad()).toMatchObject({ sequence: 1, reason: 'key_unknown' });
  });
});

describe('the file of checkpoints', () => {
  it('names one that was removed from the database', async () => {
    await deliverCheckpoints();
    await tamper('delete from audit_checkpoints');
    expect(await firstBad()).toMatchObject({ sequence: 9, reason: 'checkpoint_missing' });
  });

  it('names a line that none of our keys signed, and passes over one that a crash cut off', async () => {
    await deliverCheckpoints();
    const path = env().auditCheckpointFile;
    const [checkpoint] = await readCheckpointFile(path);
    await writeFile(path, '{"type":"reseller-desk/audit-check');
    expect(await firstBad()).toBeUndefined();
    await writeFile(path, canonicalJson({ ...checkpoint, sequence: 3, count: 3 }));
    expect(await firstBad()).toMatchObject({ sequence: 3, reason: 'checkpoint_forged' });
  });
});

it('verifies what an earlier key sealed, as long as that key is kept', async () => {
  const old = process.env.AUDIT_KEY ?? '';
  process.env.AUDIT_KEY = Buffer.alloc(32, 'n').toString('base64');
  process.env.AUDIT_KEY_PREVIOUS = old;
  await record(3);
  expect(auditKeys()).toHaveLength(2);
  expect(await verifyLog()).toMatchObject({ ok: true, checked: 12 });
  delete process.env.AUDIT_KEY_PREVIOUS;
  expect(await firstBad()).toMatchObject({ reason: 'key_unknown' });
});
