import { readdir, readFile, stat, truncate, writeFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { checkRestored } from '@/lib/server/backup/check-restored';
import { createBackup } from '@/lib/server/backup/create-backup';
import type { BackupHeader } from '@/lib/server/backup/format';
import { findOtherKeys } from '@/lib/server/backup/other-keys';
import { readBackup } from '@/lib/server/backup/read-backup';
import { inOrder } from '@/lib/server/backup/read-snapshot';
import { restoreBackup } from '@/lib/server/backup/restore-backup';
import { closeDatabase, db } from '@/lib/server/db/client';
import { applyMigrations, newestMigration } from '@/lib/server/db/migrate';
import { batches, invitations } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { listPausedAccounts, resumeBatch, resumeBatchesOf } from '@/lib/server/invitations/pause';
import { recoverLostRows } from '@/lib/server/invitations/settle-rows';
import {
  contentOf,
  createEmptyDatabase,
  rewriteBackup,
  withClient,
  type Content,
} from '@/tests/support/backups';
import { endRows, rowStates, startBatch } from '@/tests/support/batch-rows';
import { actor, newKey, read, startTestVault, store } from '@/tests/support/vault';

let vault: Awaited<ReturnType<typeof startTestVault>>;
let folder: string;
/** Of the desk of these tests. */
let backup: string;
let batchId: string;
let waitingId: string;
/** What the desk had when it was backed up. */
let content: Content;
const drops: (() => Promise<void>)[] = [];

/** Points the code at a database. */
async function use(url: string): Promise<void> {
  await closeDatabase();
  process.env.DATABASE_URL = url;
  resetEnv();
}

beforeAll(async () => {
  vault = await startTestVault();
  folder = vault.settings.DATA_DIR;
  process.env.AUDIT_KEY = newKey();
  resetEnv();
  await store('ann@hill.example', 'the password of Ann');
  batchId = await startBatch(['a@hill.example', 'b@hill.example', 'c@hill.example']);
  await endRows(batchId, ['invited', 'sending', 'sending']);
  waitingId = await startBatch(['d@hill.example']);
  await db().execute(sql`
    insert into user_annotations (account_id, username, note, tags, tag_keys, searched, updated_by)
    values ('rpc_sandbox', 'ann@hill.example', E'Tabs\\tand\\nlines, \\\\. and \\\\N', '{a,"b c"}', '{a,"b c"}', 'a', 'x')`);
  await db().execute(sql`
    insert into statements (id, month, version, document, created_at)
    values ('stm_1', '2026-10', 1, '{"lines":[]}', now())`);
  await db().execute(sql`
    insert into upstream_lists (account_id, kind, fetched_at, body)
    values ('rpc_sandbox', 'users', now(), decode(repeat('00ff5c2e0a', 30000), 'hex'))`);
  await db().execute(sql`
    insert into mail_messages (id, kind, recipient, data, give_up_at)
    values ('eml_1', 'new_device', 'ann@desk.example', '{"at":"now"}', now() + interval '1 day')`);
  await db().execute(sql`
    insert into notification_channels (id, name, kind, recipients)
    values ('chn_1', 'Operations', 'email', '{ops@desk.example}')`);
  await db().execute(sql`
    insert into notification_deliveries (id, channel_id, recipient, kind, count, items, not_before)
    values ('ntf_1', 'chn_1', 'ops@desk.example', 'batch_finished', 1, '[]', now())`);
  await sealEvents({ isWaiting: true });
  backup = join(folder, 'desk.backup');
  await createBackup({ url: vault.settings.DATABASE_URL, path: backup, passphrase: undefined });
  content = await withClient(vault.settings.DATABASE_URL, contentOf);
});
afterEach(async () => {
  await use(vault.settings.DATABASE_URL);
  for (const drop of drops.splice(0)) await drop();
});
afterAll(() => vault.close());

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createEmptyDatabase();
  drops.push(drop);
  return url;
}

const tablesOf = (url: string) =>
  withClient(url, async (client) => Object.keys(await contentOf(client)).length);

describe('a backup', () => {
  it('is a file that only its owner reads, and has no key in it', async () => {
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    const text = gunzipSync(await readFile(backup)).toString();
    for (const key of [...(await vault.readKeys()), process.env.AUDIT_KEY ?? '']) {
      expect(text).not.toContain(key);
    }
    expect(text).not.toContain('the password of Ann');
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('is the database at one moment, however much is written meanwhile', async () => {
    let isOver = false;
    const writing = (async () => {
      for (let index = 0; !isOver; index += 1) {
        await startBatch([`w${index}@hill.example`]);
        await sealEvents();
      }
    })();
    writing.catch(() => undefined);
    const path = join(folder, 'busy.backup');
    await createBackup({ url: vault.settings.DATABASE_URL, path, passphrase: undefined });
    isOver = true;
    await writing;
    const url = await emptyDatabase();
    await restoreBackup({ path, passphrase: undefined, url });
    await use(url);
    const totals = await db()
      .select({ total: sql<number>`sum(total)::int` })
      .from(batches);
    expect(await db().$count(invitations)).toBe(totals[0]?.total);
    expect(await verifyLog()).toMatchObject({ ok: true });
  });

  it('of an earlier version is migrated to this one', async () => {
    const from = await emptyDatabase();
    const before = (await newestMigration()) - 1;
    await withClient(from, async (client) => {
      await applyMigrations(client, { upTo: before });
      await client.query(`insert into statements (id, month, version, document, created_at)
        values ('stm_old', '2025-01', 1, '{}', now())`);
    });
    const path = join(folder, 'old.backup');
    await createBackup({ url: from, path, passphrase: undefined });
    const url = await emptyDatabase();
    const { header } = await restoreBackup({ path, passphrase: undefined, url });
    expect(header.migration).toBeLessThan(await newestMigration());
    await withClient(url, async (client) => {
      const { rows } = await client.query('select id from statements');
      expect(rows).toEqual([{ id: 'stm_old' }]);
      const { rows: last } = await client.query<{ last: string }>(
        'select max(created_at) as last from drizzle.__drizzle_migrations',
      );
      expect(Number(last[0]?.last)).toBe(await newestMigration());
    });
  });

  it('orders tables by what they refer to, and says if they go round in a circle', () => {
    const names = inOrder([
      { name: 'seats', refersTo: ['users'] },
      { name: 'users', refersTo: ['accounts'] },
      { name: 'accounts', refersTo: [] },
    ]).map(({ name }) => name);
    expect(names).toEqual(['accounts', 'users', 'seats']);
    expect(() =>
      inOrder([
        { name: 'a', refersTo: ['b'] },
        { name: 'b', refersTo: ['a'] },
      ]),
    ).toThrow('These tables refer to each other: a, b');
  });
});

describe('a restored desk', () => {
  let restored: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let header: BackupHeader;

  beforeAll(async () => {
    restored = await createEmptyDatabase();
    ({ header } = await restoreBackup({ path: backup, passphrase: undefined, url: restored.url }));
    await use(restored.url);
  });
  beforeEach(() => use(restored.url));
  afterAll(async () => {
    await use(vault.settings.DATABASE_URL);
    await restored.drop();
  });

  it('has the rows that were backed up', async () => {
    const after = await withClient(restored.url, contentOf);
    const differing = Object.keys(content).filter(
      (name) => content[name]?.checksum !== after[name]?.checksum,
    );
    expect(differing).toEqual([
      'audit_events',
      'batches',
      'invitations',
      'mail_messages',
      'notification_deliveries',
    ]);
    expect(Object.keys(after)).toEqual(Object.keys(content));
    expect(after.audit_events?.rows).toBe((content.audit_events?.rows ?? 0) + 1);
  });

  it('has a log that verifies and goes on, and secrets that open', async () => {
    await sealEvents({ isWaiting: true });
    expect(await checkRestored(header)).toEqual([
      { isGood: true, text: expect.stringMatching(/^The audit log verifies: \d+ events/) },
      { isGood: true, text: 'A secret of each kind opens with the vault key that is here.' },
    ]);
    expect(await read('ann@hill.example')).toBe('the password of Ann');
  });

  it('still refuses to change what never changes', async () => {
    await expect(db().execute(sql`update statements set month = '2026-11'`)).rejects.toThrow();
    await expect(db().execute(sql`delete from audit_events`)).rejects.toThrow();
    const { rows } = await db().execute<{ off: number; on: number }>(sql`
      select count(*) filter (where tgenabled <> 'O')::int as off, count(*)::int as on
      from pg_trigger where not tgisinternal`);
    expect(rows[0]?.off).toBe(0);
    expect(rows[0]?.on).toBeGreaterThan(10);
  });

  it('doubts what was being sent, and sends nothing until a person resumes it', async () => {
    await recoverLostRows();
    expect(await rowStates(batchId)).toEqual(['invited - 0', 'unconfirmed - 2', 'unconfirmed - 2']);
    // An address that answers “already invited” now may have been invited by us.
    expect(await rowStates(waitingId)).toEqual(['pending - 1']);
    await db().execute(sql`update batches set paused_at = now() - interval '1 hour'`);
    expect(await listPausedAccounts()).toEqual([]);
    await resumeBatchesOf('rpc_sandbox');
    expect(await pausedReason()).toBe('restored');
    await resumeBatch(actor, waitingId);
    expect(await pausedReason()).toBeNull();
  });

  it('sends no email and no notification that waited, because it may have arrived since', async () => {
    const { rows } = await db().execute(sql`
      select id, state, null as failure, data as content, settled_at is null as "isWaiting"
        from mail_messages
      union all
      select id, state, failure, '{}', settled_at is null from notification_deliveries
      order by id`);
    expect(rows).toEqual([
      { id: 'eml_1', state: 'unconfirmed', failure: null, content: {}, isWaiting: false },
      { id: 'ntf_1', state: 'failed', failure: 'restored', content: {}, isWaiting: false },
    ]);
  });

  async function pausedReason() {
    const [row] = await db().select().from(batches).where(eq(batches.id, waitingId));
    return row?.pausedReason;
  }
});

describe('a file that isn’t a whole backup', () => {
  const damaged = /^The backup is (damaged|incomplete)|isn’t a backup of Reseller Desk\.$/;

  it('is refused wherever it was cut', async () => {
    const path = join(folder, 'cut.backup');
    const { size } = await stat(backup);
    for (const length of [0, 1, 12, Math.floor(size / 2), size - 9, size - 1]) {
      await copyFile(backup, path);
      await truncate(path, length);
      await expect(readBackup({ path, passphrase: undefined }), String(length)).rejects.toThrow(
        damaged,
      );
    }
  });

  it('is refused wherever a bit was changed', async () => {
    const path = join(folder, 'flipped.backup');
    const whole = await readFile(backup);
    // The first ten bytes are gzip’s own header, which says nothing about the content.
    for (let at = 10; at < whole.length; at += Math.floor(whole.length / 25)) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 4, at);
      await writeFile(path, changed);
      await expect(readBackup({ path, passphrase: undefined }), String(at)).rejects.toThrow(
        damaged,
      );
    }
  });

  it('is refused if a row is missing although its checksums are right', async () => {
    const path = join(folder, 'fewer.backup');
    await rewriteBackup(backup, path, (text) => text.replace(/^stm_1\t.*\n/m, ''));
    await expect(readBackup({ path, passphrase: undefined })).rejects.toThrow(damaged);
  });

  it('leaves an empty database as it was', async () => {
    const path = join(folder, 'cut-late.backup');
    await copyFile(backup, path);
    await truncate(path, (await stat(backup)).size - 20);
    const url = await emptyDatabase();
    await expect(restoreBackup({ path, passphrase: undefined, url })).rejects.toThrow(damaged);
    expect(await tablesOf(url)).toBe(0);
  });

  it('is refused if a newer version made it', async () => {
    const path = join(folder, 'newer.backup');
    const url = await emptyDatabase();
    const newer =
      'The backup was made by a newer version of Reseller Desk (9.0.0). Use that version.';
    const asOf = (part: string) => (text: string) =>
      text
        .replace(/"version":"[^"]+"/, '"version":"9.0.0"')
        .replace(/"migration":\d+/, `"migration":${part === 'migration' ? 9e12 : 1}`)
        .replace('reseller-desk/backup/1', `reseller-desk/backup/${part === 'format' ? 2 : 1}`);
    for (const part of ['migration', 'format']) {
      await rewriteBackup(backup, path, asOf(part));
      await expect(restoreBackup({ path, passphrase: undefined, url })).rejects.toThrow(newer);
    }
    expect(await tablesOf(url)).toBe(0);
  });
});

describe('a target', () => {
  it('that isn’t empty is refused and stays as it is', async () => {
    const before = await withClient(vault.settings.DATABASE_URL, contentOf);
    const url = vault.database.ownerUrl;
    await expect(restoreBackup({ path: backup, passphrase: undefined, url })).rejects.toThrow(
      'The database isn’t empty, and nothing in it is replaced.',
    );
    expect(await withClient(vault.settings.DATABASE_URL, contentOf)).toEqual(before);
  });

  it('is a file that isn’t there: an existing one isn’t replaced', async () => {
    const before = await readFile(backup);
    const { DATABASE_URL: url } = vault.settings;
    await expect(createBackup({ url, path: backup, passphrase: undefined })).rejects.toThrow(
      `${backup} exists already, and isn’t replaced.`,
    );
    expect((await readFile(backup)).equals(before)).toBe(true);
  });

  it('has no file if the work is stopped', async () => {
    const stopping = new AbortController();
    const path = join(folder, 'stopped.backup');
    const { DATABASE_URL: url } = vault.settings;
    const making = createBackup({ url, path, passphrase: undefined, signal: stopping.signal });
    stopping.abort();
    await expect(making).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});

describe('an encrypted backup', () => {
  it('opens with its passphrase and no other', async () => {
    const path = join(folder, 'sealed.backup.age');
    const passphrase = 'correct horse battery';
    await createBackup({ url: vault.settings.DATABASE_URL, path, passphrase });
    const bytes = await readFile(path);
    expect(bytes.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
    expect(bytes.includes('hill.example')).toBe(false);
    const { manifest } = await readBackup({ path, passphrase });
    // Any program for age opens it.
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    const text = gunzipSync(await decrypter.decrypt(bytes)).toString();
    expect(text).toMatch(/^\{"format":"reseller-desk\/backup\/1",/);
    expect(manifest.tables.length).toBeGreaterThan(40);
    await expect(readBackup({ path, passphrase: 'wrong horse battery' })).rejects.toThrow(
      'The passphrase is wrong, or the beginning of the file was changed.',
    );
    await expect(readBackup({ path, passphrase: undefined })).rejects.toThrow(
      'The backup is encrypted. Set BACKUP_PASSPHRASE to its passphrase.',
    );
    await truncate(path, bytes.length - 30);
    await expect(readBackup({ path, passphrase })).rejects.toThrow(/^The backup is damaged/);
  });
});

describe('keys that aren’t the backup’s', () => {
  it('are named before anyone starts on it', async () => {
    const { header } = await readBackup({ path: backup, passphrase: undefined });
    expect(findOtherKeys(header)).toEqual([]);
    const keys = await vault.readKeys();
    const auditKey = process.env.AUDIT_KEY;
    await vault.writeKeys(newKey());
    process.env.AUDIT_KEY = newKey();
    resetEnv();
    expect(findOtherKeys(header)).toEqual([
      expect.stringMatching(
        /^Its secrets were sealed with the vault key [0-9a-f]{8}, and the key here is another one, [0-9a-f]{8}\./,
      ),
      expect.stringMatching(/^Its audit log was sealed with the key [0-9a-f]+, which isn’t here\./),
    ]);
    await vault.writeKeys(...keys);
    process.env.AUDIT_KEY = auditKey;
    resetEnv();
  });
});
