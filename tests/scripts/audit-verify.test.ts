import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GET as EXPORT } from '@/app/api/activity/export/route';
import { GET as KEY } from '@/app/api/activity/key/route';
import { systemActor } from '@/lib/server/actor';
import { canonicalJson } from '@/lib/server/audit/canonical';
import { exportEvents } from '@/lib/server/audit/export-events';
import { readCheckpointFile } from '@/lib/server/audit/checkpoint-file';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { env } from '@/lib/server/env';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { program } from '@/tests/support/program';

const run = promisify(execFile);

let desk: TestDesk;
let folder: string;
let whole: string[];

// Each test starts a program.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-verify-'));
  // Apart from the project, as an auditor has it.
  await copyFile('scripts/audit-verify.mjs', join(folder, 'audit-verify.mjs'));
  await recordEvents(
    systemActor('req-1'),
    Array.from({ length: 600 }, (_, index) => ({
      action: index % 2 === 0 ? ('user.added' as const) : ('user.add_requested' as const),
      outcome: 'success' as const,
      target: `ann${index}@x.example`,
      ...(index % 3 === 0 && { reason: 'A line\u2028break', ticket: 'T-1' }),
      details: { ü: [1, 0.1, null], a: { b: true } },
    })),
  );
  await sealEvents();
  await deliverCheckpoints();
  await writeFile(join(folder, 'key.pem'), await (await desk.call(KEY, 'GET /x')).text());
  whole = await exported();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await desk.close();
});

async function exported(query = ''): Promise<string[]> {
  const line = `GET /api/activity/export?format=jsonl${query}`;
  const text = await (await desk.call(EXPORT, line)).text();
  return text.split('\n').slice(0, -1);
}

/** What the stand-alone verifier prints, and its exit code. */
async function verdict(lines: readonly string[], ...parameters: string[]) {
  await writeFile(join(folder, 'export.jsonl'), lines.map((line) => `${line}\n`).join(''));
  const given = ['audit-verify.mjs', 'export.jsonl', '--key', 'key.pem', ...parameters];
  const options = { cwd: folder };
  return run(process.execPath, given, options).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

/** Which line has the event with this number. */
const place = (sequence: number) =>
  whole.findIndex((line) => line.includes(`"sequence":${sequence},`));
const idOf = (sequence: number) => (JSON.parse(whole[place(sequence)] ?? '') as { id: string }).id;

describe('the stand-alone verifier', () => {
  it('finds a whole export good, with its checkpoints', async () => {
    const { code, said } = await verdict(whole, '--checkpoints', env().auditCheckpointFile);
    expect(said).toMatch(
      /^OK: 600 events have their hash, and the signature covers every line\.\nThe last one is event 600 with the hash [0-9a-f]{64}\.\n1 checkpoint agrees\.\n$/,
    );
    expect(code).toBe(0);
  });

  it('finds a filtered export good', async () => {
    const { said } = await verdict(await exported('&action=user.added'));
    expect(said).toMatch(/^OK: 300 events have their hash/);
  });

  it('says of a filtered export that it is one: someone may have left out what they did', async () => {
    const { said } = await verdict(await exported('&action=user.added&q=ann0'));
    expect(said).toContain(
      '\nOnly what was exported: {"action":"user.added","q":"ann0"}. Other events may exist.\n',
    );
    expect((await verdict(whole)).said).not.toContain('Only what was exported');
  });

  it('prints nothing of a hostile file that could pass for its verdict', async () => {
    const line = JSON.parse(whole[place(300)] ?? '') as object;
    const id = 'x)\n\u001b[1A\u001b[2K\u009b2KOK: 600 events have their hash\u202e';
    const { code, said } = await verdict(whole.with(place(300), JSON.stringify({ ...line, id })));
    expect(code).toBe(1);
    expect(said).toBe(
      'NOT OK at event 300 (x)??[1A?[2K?2KOK: 600 events have their hash?): event_changed: The event doesn’t have the hash that its fields give.\n',
    );
  });

  it('doesn’t work for minutes on a line without an end', async () => {
    const long = `{"id":"${'x'.repeat(80_000_000)}`;
    const began = performance.now();
    const { said } = await verdict([long]);
    expect(said).toMatch(/^NOT OK at the file: not_json/);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it('names a changed event', async () => {
    const lines = whole.with(place(300), whole[place(300)]?.replace('ann299@', 'eve299@') ?? '');
    expect(await verdict(lines)).toEqual({
      code: 1,
      said: `NOT OK at event 300 (${idOf(300)}): event_changed: The event doesn’t have the hash that its fields give.\n`,
    });
  });

  it('names an event that was removed, wherever it was', async () => {
    for (const sequence of [1, 300, 600]) {
      const { said } = await verdict(whole.toSpliced(place(sequence), 1));
      expect(said).toBe(
        `NOT OK at event ${sequence}: event_missing: The event with this number isn’t here.\n`,
      );
    }
  });

  it('names an event that isn’t in its place', async () => {
    const [one, other] = [whole[3] ?? '', whole[7] ?? ''];
    const idOn = (line: string) => (JSON.parse(line) as { id: string }).id;
    const reason = 'order_changed: The event isn’t in its place: lines were swapped or moved.';
    expect(await verdict(whole.with(3, other).with(7, one))).toEqual({
      code: 1,
      said: `NOT OK at event 593 (${idOn(other)}): ${reason}\n`,
    });
    const down = whole.toSpliced(3, 1).toSpliced(7, 0, one);
    expect((await verdict(down)).said).toBe(`NOT OK at event 597 (${idOn(one)}): ${reason}\n`);
  });

  it('names a request whose shown outcome was changed', async () => {
    const line = whole.findIndex((text) => text.includes('recordedOutcome'));
    const changed = whole[line]?.replace('"outcome":"unknown"', '"outcome":"failure"') ?? '';
    expect((await verdict(whole.with(line, changed))).said).toMatch(
      /^NOT OK at event \d+ \(evt_[\w-]+\): event_changed/,
    );
  });

  it('finds a good export of someone confined to customers good, and says what it is of', async () => {
    const only = systemActor('req-2');
    const stream = await exportEvents({ ...only, customerIds: ['cus_1'] }, { format: 'jsonl' });
    const lines = (await new Response(stream).text()).split('\n').slice(0, -1);
    const { said } = await verdict(lines);
    expect(said).toMatch(/^OK: /);
    expect(said).toContain('Only what was exported: {"customers":["cus_1"]}.');
  });

  it('finds a removed line of a filtered export, a cut end and lines after it', async () => {
    const some = await exported('&action=user.added');
    expect((await verdict(some.toSpliced(9, 1))).said).toMatch(
      /^NOT OK at the file: lines_changed/,
    );
    expect((await verdict(whole.slice(0, -1))).said).toMatch(/manifest_missing/);
    expect((await verdict([...whole, whole[0] ?? ''])).said).toMatch(/lines_changed/);
    expect((await verdict(whole.toSpliced(5, 0, whole[5] ?? ''))).said).toMatch(/NOT OK/);
  });

  it('finds an event that was changed together with its hash', async () => {
    const line = JSON.parse(whole[place(300)] ?? '') as Record<string, unknown>;
    const { hash, previousHash, recordedOutcome, ...shown } = line;
    const record = { ...shown, outcome: recordedOutcome ?? shown.outcome, target: 'eve@x.example' };
    const own = createHash('sha256')
      .update(Buffer.from(String(previousHash), 'hex'))
      .update(canonicalJson(record))
      .digest('hex');
    const changed = JSON.stringify({ ...line, target: 'eve@x.example', hash: own });
    const { said } = await verdict(whole.with(place(300), changed));
    expect(hash).not.toBe(own);
    expect(said).toMatch(/^NOT OK at event 30[01] .*link_broken/);
  });

  it('finds a last line that someone else signed', async () => {
    const manifest = whole.at(-1) ?? '';
    const forged = manifest.replace('"count":600', '"count":601');
    expect((await verdict(whole.with(-1, forged))).said).toMatch(/manifest_forged/);
    await expect(verdict(whole, '--checkpoints', 'none')).resolves.toMatchObject({ code: 2 });
  });

  it('finds a log that was cut off before the export, by the checkpoints', async () => {
    const [checkpoint] = await readCheckpointFile(env().auditCheckpointFile);
    const path = join(folder, 'checkpoints.jsonl');
    await writeFile(path, canonicalJson({ ...checkpoint, hash: 'ab'.repeat(32) }));
    expect((await verdict(whole, '--checkpoints', path)).said).toMatch(/600: checkpoint_forged/);
    await asOwner(`
      set session_replication_role = replica;
      delete from audit_events where sequence > 400; delete from audit_seals where sequence > 400;
      delete from audit_checkpoints`);
    const { said } = await verdict(await exported(), '--checkpoints', env().auditCheckpointFile);
    expect(said).toMatch(/^NOT OK at event 401: tail_cut/);
  });

  it('explains how it is called', async () => {
    const { said } = (await run(process.execPath, ['scripts/audit-verify.mjs']).catch(
      (error: { stderr: string }) => ({ said: error.stderr }),
    )) as { said: string };
    expect(said).toMatch(/^Usage: node audit-verify\.mjs FILE\.jsonl --key PUBLIC-KEY\.pem/);
  });
});

describe('npm run audit', () => {
  /** Its output, also on failure. */
  async function say(...parameters: string[]): Promise<string> {
    const command = [...(await program('scripts/audit.ts')), ...parameters];
    const { stdout, stderr } = await run(process.execPath, command, { env: process.env }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    return `${stdout}${stderr}`;
  }

  it('verifies the database and a file, names what is bad, and prints the public key', async () => {
    expect(await say()).toMatch(/^Usage: npm run audit -- <what>/);
    expect(await say('key')).toMatch(/^-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\n/);
    // The test before cut the log off.
    expect(await say('verify')).toMatch(/^NOT OK at event \d+.*: (tail_cut|checkpoint_)/);
    await rm(env().auditCheckpointFile);
    expect(await say('verify')).toMatch(/^OK: \d+ events are as they were sealed\.\n/);

    const path = join(folder, 'own.jsonl');
    await writeFile(path, `${(await exported()).join('\n')}\n`);
    expect(await say('verify', path)).toMatch(/^OK: \d+ events have their hash/);
    await writeFile(path, 'id,at\r\n');
    expect(await say('verify', path)).toBe(
      `${path} isn’t JSON Lines. Export the audit log as JSON Lines to verify it.\n`,
    );
    expect(await say('verify', join(folder, 'none'))).toMatch(/none can’t be read\.\n$/);
  });
});
