import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/server/db/embedded/embedded';
import { processIdentity } from '@/lib/server/db/embedded/processes';
import { program } from '@/tests/support/program';
import { temporaryDataDir } from '@/tests/support/server';

// Each test creates and starts a database, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
const started: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

/** A data folder as left by a first start and a stop: creating one takes longer than most tests. */
let made: string;

beforeAll(async () => {
  made = await temporaryDataDir();
  await (await startEmbeddedPostgres({ dataDir: made })).stop();
});
afterAll(() => rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  dataDir = await temporaryDataDir();
  spawnSync('cp', ['-a', `${made}/.`, dataDir]);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(join(dataDir, 'server.lock'), { force: true });
  for (const postgres of started.splice(0)) await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function emptyDataDir(): Promise<void> {
  await rm(dataDir, { recursive: true });
  dataDir = await temporaryDataDir();
}

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder });
  started.push(postgres);
  return postgres;
}

/** As the owner of the product's database. */
function query(postgres: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  return queryAt(postgres.ownerUrl, statement);
}

async function queryAt(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function isAlive(pid: number): Promise<boolean> {
  return (await processIdentity(pid)) !== null;
}

const pidFile = () => join(dataDir, 'postgres', 'postmaster.pid');

it('gives the server a role that owns nothing, and the superuser its own password', async () => {
  await emptyDataDir();
  const { url, superuserUrl } = await start();
  const rights = `select current_user as name, rolsuper or rolcreaterole or rolcreatedb as "isMore",
      (select count(*)::int from pg_database where datdba = r.oid) as databases,
      has_database_privilege(current_database(), 'create, temp') as "canCreate"
    from pg_roles r where rolname = current_user`;
  expect(await queryAt(url, rights)).toEqual([
    { name: 'desk', isMore: false, databases: 0, canCreate: false },
  ]);
  const passwordOf = (from: string) => new URL(from).password;
  expect(passwordOf(superuserUrl)).not.toBe(passwordOf(url));
  const guess = new URL(superuserUrl);
  guess.password = passwordOf(url);
  await expect(queryAt(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  for (const name of ['postgres-password', 'postgres-superuser-password']) {
    expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
});

it('migrates a folder of an earlier version to the three roles, even if interrupted', async () => {
  const first = await start();
  const old = new URL(first.url).password;
  // As earlier versions left it: one password, and the server's role owns everything.
  await queryAt(
    new URL('/reseller_desk', first.superuserUrl).href,
    `create table kept (number int); insert into kept values (7);
     alter table kept owner to desk;
     create function kept_too() returns int language sql as 'select 1';
     alter function kept_too owner to desk;
     alter database reseller_desk owner to desk;
     alter role postgres password '${old}'`,
  );
  await first.stop();
  await rm(join(dataDir, 'postgres-superuser-password'));
  // The first start after the update was killed after it wrote the new password.
  await writeFile(join(dataDir, 'postgres-superuser-password'), 'the-next-one\n', { mode: 0o600 });
  for (let starts = 0; starts < 2; starts += 1) {
    const postgres = await start();
    expect(new URL(postgres.superuserUrl).password).toBe('the-next-one');
    const owned = `select relname from pg_class where relowner = 'desk'::regrole
      union all select proname from pg_proc where proowner = 'desk'::regrole
      union all select datname from pg_database where datdba = 'desk'::regrole`;
    expect(await query(postgres, owned)).toEqual([]);
    expect(await query(postgres, 'select number from kept')).toEqual([{ number: 7 }]);
    await postgres.stop();
  }
});

it('adopts the running database of an earlier version, and gives its superuser its own password', async () => {
  const first = await start();
  const old = new URL(first.url).password;
  await queryAt(first.superuserUrl, `alter role postgres password '${old}'`);
  await rm(join(dataDir, 'postgres-superuser-password'));
  const second = await start();
  expect(second.adopted).toBe(true);
  expect(new URL(second.superuserUrl).password).not.toBe(old);
  expect(await queryAt(second.superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('listens on this machine only, syncs to disk and needs no /dev/shm (FF-30)', async () => {
  const postgres = await start();
  expect(
    await query(
      postgres,
      `select name, setting from pg_settings
       where name in ('listen_addresses', 'fsync', 'server_encoding', 'dynamic_shared_memory_type',
         'shared_memory_type', 'huge_pages') order by name`,
    ),
  ).toEqual([
    { name: 'dynamic_shared_memory_type', setting: 'mmap' },
    { name: 'fsync', setting: 'on' },
    { name: 'huge_pages', setting: 'off' },
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'server_encoding', setting: 'UTF8' },
    { name: 'shared_memory_type', setting: 'mmap' },
  ]);
});

it('refuses clients without the password', async () => {
  const { url } = await start();
  const wrong = new URL(url);
  wrong.password = 'guess';
  const client = new Client({ connectionString: wrong.href });
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
});

it('starts one database if two starts use an empty folder at once', async () => {
  await emptyDataDir();
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.pid).toBe(second.pid);
  expect([first.adopted, second.adopted].sort()).toEqual([false, true]);
});

it('adopts the database of a start that was killed, with its rows', async () => {
  const child = spawn(
    process.execPath,
    [...(await program('tests/support/start-postgres.ts')), dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const orphan = JSON.parse(line.toString()) as { pid: number };
  child.kill('SIGKILL');
  await once(child, 'exit');
  const postgres = await start();
  expect(postgres.adopted).toBe(true);
  expect(postgres.pid).toBe(orphan.pid);
});

it('keeps every acknowledged row when PostgreSQL itself is killed', async () => {
  const first = await start();
  await query(first, 'create table marks (number int)');
  for (let number = 1; number <= 50; number++) {
    await query(first, `insert into marks values (${number})`);
  }
  process.kill(first.pid, 'SIGKILL');
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second, 'select count(*)::int as marks from marks')).toEqual([{ marks: 50 }]);
});

it('takes over a pid file whose process id belongs to another program of the same user', async () => {
  const first = await start();
  await query(first, 'create table marks (number int)');
  const left = await readFile(pidFile(), 'utf8');
  const { uid, gid } = await stat(pidFile());
  await first.stop();
  const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
  children.push(other);
  await writeFile(pidFile(), left.replace(/^\d+/, String(other.pid)));
  await chown(pidFile(), uid, gid);
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second, 'select * from marks')).toEqual([]);
  expect(await isAlive(other.pid ?? 0)).toBe(true);
});

it('doesn’t mistake the database of a copied folder for its own', async () => {
  const original = await start();
  const copy = join(dataDir, 'copy');
  await mkdir(copy, { mode: 0o711 });
  const { uid, gid } = await stat(join(dataDir, 'postgres'));
  for (const name of ['postgres', 'postgres-password', 'postgres-superuser-password']) {
    await cp(join(dataDir, name), join(copy, name), { recursive: true });
  }
  if (process.getuid?.() === 0) {
    spawnSync('chown', ['-R', `${uid}:${gid}`, join(copy, 'postgres')]);
  }
  const second = await start(copy);
  expect(second.adopted).toBe(false);
  expect(second.pid).not.toBe(original.pid);
  expect(await isAlive(original.pid)).toBe(true);
});

describe('stop', () => {
  it('shuts down PostgreSQL cleanly for the next start', async () => {
    const first = await start();
    await first.stop();
    expect(await isAlive(first.pid)).toBe(false);
    expect((await start()).adopted).toBe(false);
  });

  it('leaves the database to the server that holds the data folder', async () => {
    const server = spawn('sleep', ['60']);
    children.push(server);
    const identity = await processIdentity(server.pid ?? 0);
    await writeFile(
      join(dataDir, 'server.lock'),
      JSON.stringify({ pid: server.pid, identity, token: 't' }),
    );
    const command = await start();
    await command.stop();
    expect(await isAlive(command.pid)).toBe(true);
  });
});

describe('what an interrupted or damaged start leaves behind', () => {
  it('is removed if the database wasn’t finished', async () => {
    await emptyDataDir();
    await mkdir(join(dataDir, 'postgres.new-abc123', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'postgres-password'), '');
    const postgres = await start();
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(dataDir)).toEqual([
      'postgres',
      'postgres-password',
      'postgres-superuser-password',
      'postgres.log',
    ]);
  });

  it('is refused in one line if the superuser’s password is gone', async () => {
    const postgres = await start();
    await postgres.stop();
    const line = `The database's superuser password is missing: restore ${dataDir}/postgres-superuser-password from a backup.`;
    await rm(join(dataDir, 'postgres-superuser-password'));
    await expect(start()).rejects.toThrow(line);
    await rm(join(dataDir, 'postgres-superuser-password'), { force: true });
    await rm(join(dataDir, 'postgres-password'));
    await expect(start()).rejects.toThrow(line);
  });

  it('is repaired if the password of the server’s role is gone', async () => {
    const postgres = await start();
    await postgres.stop();
    await rm(join(dataDir, 'postgres-password'));
    const { url } = await start();
    expect(await queryAt(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is refused in one line if it is from another PostgreSQL', async () => {
    const postgres = await start();
    await postgres.stop();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/was created with PostgreSQL 15, but this is 18/);
  });
});
