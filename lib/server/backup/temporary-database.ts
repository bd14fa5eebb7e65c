import 'server-only';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '@/lib/server/db/embedded/embedded';

export type TemporaryDatabase = { url: string; drop: () => Promise<void> };

const NO_RIGHTS = '42501';

/**
 * An empty database that is dropped afterwards: at the given server if its role may create one,
 * otherwise a PostgreSQL of its own in a temporary folder.
 */
export async function createTemporaryDatabase(ownUrl?: string): Promise<TemporaryDatabase> {
  const there = ownUrl === undefined ? null : await createAt(ownUrl);
  return there ?? startOne();
}

async function createAt(ownUrl: string): Promise<TemporaryDatabase | null> {
  const name = `reseller_desk_verify_${randomBytes(6).toString('hex')}`;
  try {
    await run(ownUrl, `create database ${name}`);
  } catch (error) {
    if ((error as { code?: string }).code === NO_RIGHTS) return null;
    throw error;
  }
  const url = new URL(ownUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(ownUrl, `drop database ${name} with (force)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'reseller-desk-verify' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function startOne(): Promise<TemporaryDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-verify-'));
  const remove = () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  try {
    const { ownerUrl, stop } = await startEmbeddedPostgres({
      dataDir,
      settings: { fsync: 'off', full_page_writes: 'off' },
    });
    return {
      url: ownerUrl,
      async drop() {
        await stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
