import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { accessReport, accessReportCsv } from '@/lib/server/audit/access-report';
import { announceForwarding } from '@/lib/server/audit/forward-destinations';
import { forwardEvents } from '@/lib/server/audit/forward-events';
import { mailCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { listActions } from '@/lib/server/audit/list-events';
import { exportEvents } from '@/lib/server/audit/export-events';
import { publicKeys } from '@/lib/server/audit/proof-state';
import { removeOldEvents } from '@/lib/server/audit/remove-events';
import { retentionState } from '@/lib/server/audit/retention';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db } from '@/lib/server/db/client';
import { env, resetEnv } from '@/lib/server/env';
import { readPublicKeys, verifyExport } from '@/scripts/audit-verify.mjs';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { authorityFile, startHttpsReceiver } from '@/tests/support/log-receivers';
import { startMailServer, type MailFate } from '@/tests/support/mail-server';
import { keepMonths, recordAgo } from '@/tests/support/old-events';

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterEach(() => desk.close());

async function firstBad() {
  const { ok, firstBad: bad } = await verifyLog();
  expect(ok).toBe(bad === undefined);
  return bad && { ...bad, reason: bad.reason.split(':')[0] };
}

async function kept(): Promise<number[]> {
  const { rows } = await db().execute<{ sequence: number }>(
    sql`select sequence::int from audit_seals order by sequence`,
  );
  return rows.map(({ sequence }) => sequence);
}

describe('the policy', () => {
  it('keeps everything by default', async () => {
    await recordAgo(3, 60);
    expect(await removeOldEvents()).toBe(0);
    expect(await retentionState()).toEqual({ months: null, next: null, removed: null });
  });

  it('takes effect a day later if it keeps less, and shows that', async () => {
    await recordAgo(3, 12);
    await keepMonths(6);
    expect(await removeOldEvents()).toBe(0);
    expect(await retentionState()).toMatchObject({
      months: null,
      next: { months: 6, from: expect.stringMatching(/Z$/) },
      removed: null,
    });
  });

  it('isn’t believed if only its row was changed', async () => {
    await recordAgo(3, 12);
    await db().execute(sql`
      insert into staff_policies (policy, updated_by) values ('{"auditMonths": 3}', 'someone')`);
    expect(await removeOldEvents()).toBe(0);
  });

  it('isn’t believed if its event was recorded a day ago, but not sealed then', async () => {
    await recordAgo(3, 12);
    await keepMonths(6);
    await asOwner(`
      set session_replication_role = replica;
      update audit_events set at = at - interval '9 days' where action = 'staff.policy_changed';
      update audit_seals set sealed_at = now() - interval '9 days';
      update audit_checkpoints set at = now() - interval '9 days'`);
    expect(await removeOldEvents()).toBe(0);
  });
});

describe('after a day', () => {
  beforeEach(async () => {
    await recordAgo(3, 12);
    await recordAgo(2, 8);
    await recordAgo(4, 1);
    await keepMonths(6, '25 hours');
  });

  it('whole sealed ranges are removed, the log verifies, and the page says so', async () => {
    expect(await removeOldEvents()).toBe(5);
    await sealEvents();
    expect(await kept()).toEqual([6, 7, 8, 9, 10, 11]);
    expect(await verifyLog()).toMatchObject({ ok: true, checked: 6, removed: 5 });
    expect(await retentionState()).toMatchObject({ months: 6, next: null, removed: { count: 5 } });
    const { rows } = await db().execute(
      sql`select details from audit_events where action = 'activity.removed'`,
    );
    expect(rows).toMatchObject([{ details: { from: 1, to: 5, count: 5, months: 6 } }]);
    const { items } = await listActions(systemActor('x'), { limit: 50, fold: '1' });
    expect(items.map(({ sequence }) => sequence)).toEqual([11, 10, 9, 8, 7, 6]);
  });

  it('the summary has the counts per month and action', async () => {
    await removeOldEvents();
    const { rows } = await db().execute<{ content: { counts: Record<string, unknown> } }>(
      sql`select content from audit_removals`,
    );
    expect(Object.values(rows[0]?.content.counts ?? {})).toEqual([
      { 'user.added': 3 },
      { 'user.added': 2 },
    ]);
  });

  it('the access report of a month says how many of its events were removed', async () => {
    await removeOldEvents();
    const monthsAgo = (count: number) => {
      const date = new Date();
      return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count, 1));
    };
    const report = (count: number, format: 'csv' | 'json') =>
      accessReport(
        systemActor('x'),
        { month: monthsAgo(count).toISOString().slice(0, 7), format },
        new Map(),
      );
    expect((await report(12, 'json')).removedEvents).toBe(3);
    expect((await report(8, 'json')).removedEvents).toBe(2);
    expect((await report(1, 'json')).removedEvents).toBe(0);
    const [, note] = accessReportCsv(await report(12, 'csv')).split('\r\n');
    expect(note).toBe(
      `${monthsAgo(12).toISOString()},,,,"3 events of this month were removed by policy, so sign-ins may be missing.",,,removed`,
    );
    expect(accessReportCsv(await report(1, 'csv'))).not.toContain('removed');
  });

  it('what isn’t forwarded yet stays', async () => {
    let isDown = true;
    const receiver = await startHttpsReceiver(() => ({ status: isDown ? 500 : 200 }));
    process.env.AUDIT_FORWARD_CA_FILE = authorityFile;
    process.env.AUDIT_FORWARD_URL = receiver.url;
    resetEnv();
    try {
      await announceForwarding();
      await forwardEvents();
      expect(await removeOldEvents()).toBe(0);
      isDown = false;
      await db().execute(sql`update audit_forwards set not_before = now() - interval '1 second'`);
      await forwardEvents();
      expect(await removeOldEvents()).toBe(5);
    } finally {
      await receiver.close();
      delete process.env.AUDIT_FORWARD_CA_FILE;
      delete process.env.AUDIT_FORWARD_URL;
    }
  });

  it('what no delivered checkpoint covers stays', async () => {
    await db().execute(sql`update audit_outlets set sequence = 4`);
    expect(await removeOldEvents()).toBe(3);
  });

  it('what no emailed checkpoint covers stays, until it was sent', async () => {
    const fates: MailFate[] = [{ at: 'recipient', code: 451 }];
    const server = await startMailServer({ fates });
    const settings = { SMTP_URL: server.url, MAIL_FROM: 'desk@example.com' };
    Object.assign(process.env, { ...settings, CHECKPOINT_MAIL_TO: 'audit@elsewhere.example' });
    resetEnv();
    try {
      expect(await removeOldEvents()).toBe(0);
      await mailCheckpoints();
      expect(await removeOldEvents()).toBe(0);
      await db().execute(sql`update audit_outlets set not_before = now()`);
      await mailCheckpoints();
      expect(server.received).toHaveLength(1);
      expect(await removeOldEvents()).toBe(5);
    } finally {
      await server.close();
      for (const name of ['SMTP_URL', 'MAIL_FROM', 'CHECKPOINT_MAIL_TO']) delete process.env[name];
    }
  });

  it('what doesn’t verify stays', async () => {
    await asOwner(`
      set session_replication_role = replica;
      update audit_events set target = 'eve@x.example' where sequence = 2`);
    expect(await removeOldEvents()).toBe(0);
    expect(await firstBad()).toMatchObject({ sequence: 2, reason: 'event_changed' });
  });

  it('keeping more again takes effect at once', async () => {
    await keepMonths(null);
    expect(await removeOldEvents()).toBe(0);
  });

  it('two servers remove each event once', async () => {
    const counts = await Promise.all([removeOldEvents(), removeOldEvents(), removeOldEvents()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(5);
    expect(await firstBad()).toBeUndefined();
  });

  it('a removed range without a summary, or with a changed or made-up one, is named', async () => {
    await removeOldEvents();
    const asRow = (statement: string) =>
      asOwner(`set session_replication_role = replica; ${statement}`);
    await asRow(`update audit_removals set content = jsonb_set(content, '{count}', '4')`);
    expect(await firstBad()).toEqual({ sequence: 1, id: null, reason: 'removal_forged' });
    await asRow(`update audit_removals set content = jsonb_set(content, '{count}', '5')`);
    expect(await firstBad()).toBeUndefined();
    await asRow('create table gone as table audit_removals; delete from audit_removals');
    expect(await firstBad()).toMatchObject({ sequence: 1, reason: 'seal_missing' });
    await asRow('insert into audit_removals table gone');
    await asRow(
      'delete from audit_events where sequence = 6; delete from audit_seals where sequence = 6',
    );
    expect(await firstBad()).toMatchObject({ sequence: 6, reason: 'seal_missing' });
  });

  it('an export verifies across it with its own program, and names a changed summary', async () => {
    await removeOldEvents();
    const path = join(tmpdir(), `reseller-desk-export-${randomUUID()}.jsonl`);
    const keys = readPublicKeys(publicKeys());
    const checkpoints = await readFile(env().auditCheckpointFile, 'utf8');
    const text = await new Response(
      await exportEvents(systemActor('x'), { format: 'jsonl' }),
    ).text();
    const verdict = async (lines: string) => {
      await writeFile(path, lines);
      const {
        ok,
        checked,
        removed,
        firstBad: bad,
      } = await verifyExport(path, {
        keys,
        checkpoints,
      });
      return { ok, checked, removed, reason: bad?.reason.split(':')[0] };
    };
    try {
      expect(await verdict(text)).toEqual({ ok: true, checked: 6, removed: 5, reason: undefined });
      const changed = text.replace('"user.added":3', '"user.added":2');
      expect(await verdict(changed)).toMatchObject({ ok: false, reason: 'removal_forged' });
      const without = text
        .replace(/"removals":.*?"head"/, '"head"')
        .replace(/"removals":\[.*?\],/, '');
      expect(await verdict(without)).toMatchObject({ ok: false, reason: 'event_missing' });
      const lines = text.split('\n');
      const cut = [...lines.slice(0, 5), ...lines.slice(6)].join('\n');
      expect(await verdict(cut)).toMatchObject({ ok: false, reason: 'event_missing' });
    } finally {
      await rm(path, { force: true });
    }
  });

  it('the server’s role can’t remove anything else', async () => {
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    const tried = async (statement: string) =>
      client.query(statement).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      );
    try {
      expect(await tried('select audit_remove_events(1)')).toBe('P0002');
      expect(await tried('delete from audit_seals')).toBe('42501');
      const insert = (from: number, to: string) => `
        insert into audit_removals select ${from}, sequence, hash, 1, '{}', hash, 'x', hash
        from audit_checkpoints where sequence = (${to})`;
      // With a gap before it, or one that doesn't end at a checkpoint's hash.
      expect(await tried(insert(2, '3'))).toBe('42501');
      // Made up: what is younger than three months stays, whatever the summary says.
      expect(await tried(insert(1, 'select max(sequence) from audit_checkpoints'))).toBe('done');
      expect(await tried('select audit_remove_events(1)')).toBe('42501');
      expect(await tried('delete from audit_removals')).toBe('42501');
    } finally {
      await client.end();
    }
    expect(await firstBad()).toMatchObject({ sequence: 1, reason: 'removal_forged' });
    expect(await removeOldEvents()).toBe(0);
  });
});
