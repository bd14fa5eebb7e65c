import crypto from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { publicKeys } from '@/lib/server/audit/proof-state';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { env } from '@/lib/server/env';
import { describeExport, LOG_SQL, readPublicKeys, verifyExport } from '@/scripts/audit-verify.mjs';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { recomputedChain } from '@/tests/support/recompute-chain';

let desk: TestDesk;
let folder: string;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-verify-'));
  const events = Array.from({ length: 9 }, (_, index) => ({
    action: index % 2 === 0 ? ('user.added' as const) : ('user.add_requested' as const),
    outcome: 'success' as const,
    target: `ann${index + 1}@x.example`,
    ...(index % 3 === 0 && { reason: 'A line\u2028break "1.10"', ticket: 'T-1' }),
    details: { ü: [1, 0.1, 1e21, 1e-7, null], a: { b: true }, c: null },
  }));
  await recordEvents(systemActor('req-1'), events);
  await sealEvents();
  await deliverCheckpoints();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await desk.close();
});

/** As `psql -qAt` reads it, with the public key and, if wanted, the checkpoints of a file. */
async function verify(checkpoints?: string, { isDatabase = true, keys = publicKeys() } = {}) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const results = (await client.query(LOG_SQL)) as unknown as { rows: object[] }[];
  await client.end();
  const lines = results.flatMap(({ rows }) =>
    rows.map((row) => `${String(Object.values(row)[0])}\n`),
  );
  const path = join(folder, 'log.jsonl');
  await writeFile(path, lines.join(''));
  return verifyExport(path, {
    keys: readPublicKeys(keys),
    isDatabase,
    ...(checkpoints && { checkpoints }),
  });
}

const tamper = (statements: string) =>
  asOwner(`set session_replication_role = replica; ${statements}`);

const ofEvent = (sequence: number) =>
  `sequence = (select position from audit_seals where audit_seals.sequence = ${sequence})`;

it('finds a database good that is as it was, with its own checkpoints', async () => {
  const result = await verify();
  expect(describeExport(result)).toMatch(
    /^OK: 9 events of the database have their hash\.\nThe last one is event 9 with the hash [0-9a-f]{64}\.\n1 checkpoint agrees\.$/,
  );
});

it('doesn’t mistake an event that isn’t sealed yet for one that was added', async () => {
  await recordEvents(systemActor('req-2'), [{ action: 'user.added', outcome: 'success' }]);
  expect(await verify()).toMatchObject({ ok: true, checked: 9, unsealed: 1 });
});

it('isn’t read from what is given as an export, whose signature someone may have taken away', async () => {
  const asExport = await verify(undefined, { isDatabase: false });
  expect(asExport.ok).toBe(false);
  expect(asExport.firstBad?.reason).toMatch(/^database_unasked: .* --database/);
});

it('isn’t found good where the public key has nothing to check', async () => {
  await tamper('truncate audit_checkpoints');
  const { ok, firstBad } = await verify();
  expect([ok, firstBad?.reason.split(':')[0]]).toEqual([false, 'nothing_signed']);
  const other = crypto.generateKeyPairSync('ed25519').publicKey;
  const keys = other.export({ type: 'spki', format: 'pem' }).toString();
  expect(await verify(undefined, { keys })).toMatchObject({ ok: false });
});

it('says up to where a checkpoint covers it', async () => {
  await recordEvents(systemActor('req-2'), [{ action: 'user.added', outcome: 'success' }]);
  await sealEvents();
  const result = await verify();
  expect(result).toMatchObject({ ok: true, checked: 10, signedTo: 9 });
  expect(describeExport(result)).toContain(
    'The last checkpoint is of event 9: those after it could have been recomputed.',
  );
});

it.each([
  ['an event', `update audit_events set target = 'eve' where ${ofEvent(5)}`, 5, 'event_changed'],
  [
    'a digit that JavaScript drops',
    `update audit_events set details = '{"a": {"b": true}, "c": null, "ü": [1.00000000000000000001, 0.1, 1e21, 1e-7, null]}' where ${ofEvent(5)}`,
    ...([5, 'event_changed'] as const),
  ],
  [
    'the event that a seal is of',
    `update audit_seals set event_id = 'evt_other' where sequence = 5`,
    ...([5, 'event_changed'] as const),
  ],
  [
    'the hash of a seal',
    `update audit_seals set hash = set_byte(hash, 7, 255 - get_byte(hash, 7)) where sequence = 5`,
    ...([6, 'event_changed'] as const),
  ],
  ['an event that is gone', `delete from audit_events where ${ofEvent(5)}`, 5, 'event_missing'],
  [
    'an event that is gone with its seal',
    `delete from audit_events where ${ofEvent(5)}; delete from audit_seals where sequence = 5`,
    ...([6, 'event_changed'] as const),
  ],
  ['a seal that is gone', 'delete from audit_seals where sequence = 5', 6, 'event_changed'],
  [
    'an event that was put in front',
    `insert into audit_events (sequence, id, actor_id, actor_email, action, outcome, request_id)
     values (0, 'evt_added', 'stf_1', 'eve@desk.example', 'user.added', 'success', 'req-9')`,
    ...([1, 'event_unsealed'] as const),
  ],
  [
    'a cut end',
    `delete from audit_events where sequence >= (select position from audit_seals where audit_seals.sequence = 7);
     delete from audit_seals where sequence >= 7`,
    ...([7, 'tail_cut'] as const),
  ],
  [
    'a checkpoint',
    `update audit_checkpoints set count = count + 1`,
    ...([9, 'checkpoint_forged'] as const),
  ],
])('names %s', async (_, statements, sequence, reason) => {
  await tamper(statements);
  const { ok, firstBad } = await verify();
  expect(ok).toBe(false);
  expect([firstBad?.sequence, firstBad?.reason.split(':')[0]]).toEqual([sequence, reason]);
});

it('names a chain that was recomputed, by the checkpoints', async () => {
  await tamper(`update audit_events set target = 'eve' where ${ofEvent(5)}`);
  await tamper(await recomputedChain());
  const differs = {
    ok: false,
    firstBad: { sequence: 9, reason: expect.stringMatching(/^checkpoint_differs/) as string },
  };
  expect(await verify()).toMatchObject(differs);
  await tamper('truncate audit_checkpoints');
  expect(await verify()).toMatchObject({ ok: false });
  expect(await verify(await readFile(env().auditCheckpointFile, 'utf8'))).toMatchObject(differs);
});
