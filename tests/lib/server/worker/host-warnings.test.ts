import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { closeDatabase } from '@/lib/server/db/client';
import { parseSettings, resetEnv } from '@/lib/server/env';
import { noteForwardedFor } from '@/lib/server/http/edge/caller-address';
import { hostWarnings } from '@/lib/server/worker/host-warnings';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let url: string;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  url = process.env.DATABASE_URL ?? '';
});
afterEach(async () => {
  globalThis.resellerDeskSawForwardedFor = undefined;
  delete process.env.TRUSTED_PROXY;
  await use({ DATABASE_URL: url, APP_URL: 'http://localhost:3000' });
});
afterAll(() => desk.close());

async function use(settings: Record<string, string>): Promise<void> {
  await closeDatabase();
  Object.assign(process.env, settings);
  resetEnv();
}

const settings = async () => (await hostWarnings()).map(({ setting }) => setting);

describe('warnings about how the product is set up', () => {
  it('are absent if all is well', async () => {
    expect(await hostWarnings()).toEqual([]);
  });

  it.each([
    ['http://desk.example', ['APP_URL']],
    ['http://192.168.1.20:3000', ['APP_URL']],
    ['https://desk.example', []],
    ['http://127.0.0.1:3000', []],
    ['http://[::1]:3000', []],
  ])('about APP_URL %s: %j', async (appUrl, expected) => {
    await use({ APP_URL: appUrl });
    expect(await settings()).toEqual(expected);
  });

  it('name the audit log’s key if it is missing, or another one than that of the last event', async () => {
    await recordEvent(systemActor('req-1'), { action: 'user.added', outcome: 'success' });
    await sealEvents();
    const key = process.env.AUDIT_KEY ?? '';
    process.env.AUDIT_KEY = Buffer.alloc(32, 'o').toString('base64');
    const [other] = await hostWarnings();
    await use({ AUDIT_KEY: '', DATA_DIR: '/nonexistent' });
    const [missing] = await hostWarnings();
    delete process.env.DATA_DIR;
    await use({ AUDIT_KEY: key });
    expect(other?.text).toMatch(/^The audit log was last sealed with the key [0-9a-f]{16}, which/);
    expect(missing?.text).toMatch(/^The audit log’s key is missing, so new events aren’t sealed/);
    expect(await hostWarnings()).toEqual([]);
  });

  it('name a database role that may change the audit log', async () => {
    await use({ DATABASE_URL: desk.ownerUrl });
    const [warning] = await hostWarnings();
    expect(warning?.setting).toBe('DATABASE_URL');
    expect(warning?.text).toContain('DATABASE_OWNER_URL');
  });

  it('mention an untrusted X-Forwarded-For once it was received', async () => {
    noteForwardedFor(undefined);
    expect(await settings()).toEqual([]);
    noteForwardedFor('203.0.113.9');
    expect(await settings()).toEqual(['TRUSTED_PROXY']);
  });

  it('don’t mention it if TRUSTED_PROXY is set', async () => {
    await use({ TRUSTED_PROXY: '10.0.0.1' });
    noteForwardedFor('203.0.113.9');
    expect(await settings()).toEqual([]);
  });
});

describe('the connection to the database', () => {
  it.each([
    ['postgres://desk:x@127.0.0.1/desk', 'local'],
    ['postgres://desk:x@localhost:5432/desk', 'local'],
    ['postgres://desk:x@[::1]/desk', 'local'],
    ['postgres://desk@/desk?host=/run/postgresql', 'local'],
    ['postgres://desk:x@db.example/desk', 'none'],
    ['postgres://desk:x@10.0.0.5/desk?sslmode=disable', 'none'],
    ['postgres://desk:x@db.example/desk?sslmode=no-verify', 'unverified'],
    ['postgres://desk:x@db.example/desk?sslmode=verify-full', 'verified'],
    ['postgres://desk:x@db.example/desk?sslmode=require', 'verified'],
    ['postgres://desk:x@db.example/desk?ssl=true', 'verified'],
  ])('%s is %s', (databaseUrl, expected) => {
    expect(parseSettings({ DATABASE_URL: databaseUrl }).databaseTls).toBe(expected);
  });

  it('uses PGSSLMODE if the URL doesn’t say, as pg does', () => {
    const afar = { DATABASE_URL: 'postgres://desk:x@db.example/desk', PGSSLMODE: 'verify-full' };
    expect(parseSettings(afar).databaseTls).toBe('verified');
  });
});
