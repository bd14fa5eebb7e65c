import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '@/tests/support/free-port';
import { Gate } from './gate';

const run = promisify(execFile);
/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const READY_MS = 20_000;

type Instance = { child: ChildProcess; port: number; folder: string };

/**
 * A primary and a standby that has every commit before it is answered, behind one address that moves
 * with the primary.
 */
export class PostgresPair {
  readonly #bin: string;
  readonly #root: string;
  readonly gate: Gate;
  #primary!: Instance;
  #standby!: Instance;
  #made = 0;

  private constructor(bin: string, root: string, gate: Gate) {
    this.#bin = bin;
    this.#root = root;
    this.gate = gate;
  }

  static async start(bin: string): Promise<PostgresPair> {
    const root = await mkdtemp(join(tmpdir(), 'reseller-desk-pair-'));
    await chmod(root, 0o755);
    const pair = new PostgresPair(bin, root, await Gate.open());
    const folder = await pair.#newFolder();
    await run(join(bin, 'initdb'), ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
      ...user,
      cwd: root,
    });
    pair.#primary = await pair.#launch(folder);
    pair.gate.leadTo(pair.#primary.port);
    await pair.query('create database desk');
    await pair.query('create role desk login');
    pair.#standby = await pair.#addStandby();
    return pair;
  }

  /** Of the server's role, or of the owner of the tables. */
  url(role: 'desk' | 'postgres', port = this.gate.port): string {
    return `postgres://${role}@127.0.0.1:${port}/desk`;
  }

  /** Kills the primary, makes the standby the primary, and moves the address. */
  async failOver(): Promise<void> {
    await killed(this.#primary);
    this.gate.cut();
    await rm(this.#primary.folder, { recursive: true, force: true });
    this.#primary = this.#standby;
    const pgCtl = ['promote', '-D', this.#primary.folder, '-w'];
    await run(join(this.#bin, 'pg_ctl'), pgCtl, { ...user, cwd: this.#root });
    this.gate.leadTo(this.#primary.port);
  }

  async rebuildStandby(): Promise<void> {
    this.#standby = await this.#addStandby();
  }

  /** At the primary, as the superuser. */
  async query(statement: string): Promise<Record<string, unknown>[]> {
    return queryAt(this.#primary.port, statement);
  }

  async stop(): Promise<void> {
    await this.gate.close();
    for (const instance of [this.#standby, this.#primary]) await killed(instance);
    await rm(this.#root, { recursive: true, force: true });
  }

  async #newFolder(): Promise<string> {
    const folder = await mkdtemp(join(this.#root, `${(this.#made += 1)}-`));
    if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o700);
    return folder;
  }

  async #addStandby(): Promise<Instance> {
    const folder = await this.#newFolder();
    const from = ['-h', '127.0.0.1', '-p', String(this.#primary.port), '-U', 'postgres'];
    await run(join(this.#bin, 'pg_basebackup'), [...from, '-D', folder, '-R', '-c', 'fast'], {
      ...user,
      cwd: this.#root,
    });
    // As a primary it starts without a standby.
    await appendFile(join(folder, 'postgresql.auto.conf'), "synchronous_standby_names = ''\n");
    const standby = await this.#launch(folder);
    await this.query("alter system set synchronous_standby_names = '*'");
    await this.query('select pg_reload_conf()');
    await holds(async () => {
      const rows = await this.query('select sync_state from pg_stat_replication');
      return rows.some(({ sync_state: state }) => state === 'sync');
    });
    return standby;
  }

  async #launch(folder: string): Promise<Instance> {
    const port = await freePort();
    const settings = [
      ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=120'],
      // Processes are killed here, not the machine.
      ...['fsync=off', 'full_page_writes=off', 'hot_standby=on', 'wal_keep_size=512MB'],
    ].flatMap((setting) => ['-c', setting]);
    const child = spawn(join(this.#bin, 'postgres'), ['-D', folder, '-p', `${port}`, ...settings], {
      ...user,
      cwd: this.#root,
      stdio: 'ignore',
    });
    await holds(() => queryAt(port, 'select 1').then(() => true));
    return { child, port, folder };
  }
}

async function killed({ child }: Instance): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function queryAt(port: number, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function holds(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('PostgreSQL didn’t get ready.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
