import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/tests/support/free-port';

/** Debian's. */
const PROGRAM = '/usr/sbin/pgbouncer';
const READY_MS = 10_000;

export const hasPooler = existsSync(PROGRAM);

/** PgBouncer in transaction mode: each transaction may get another connection. */
export class Pooler {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
  }

  /** @param target the port of the database */
  static async start(target: number): Promise<Pooler> {
    const folder = await mkdtemp(join(tmpdir(), 'reseller-desk-pooler-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    await writeFile(join(folder, 'users.txt'), '"desk" ""\n"postgres" ""\n');
    await writeFile(join(folder, 'pgbouncer.ini'), settingsOf({ folder, port, target }));
    const child = spawn(PROGRAM, [join(folder, 'pgbouncer.ini')], {
      ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }),
      cwd: folder,
      stdio: 'ignore',
    });
    const deadline = Date.now() + READY_MS;
    while (!(await listens(port))) {
      if (Date.now() > deadline) throw new Error('PgBouncer didn’t get ready.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return new Pooler(port, child, folder);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function settingsOf({ folder, port, target }: { folder: string; port: number; target: number }) {
  return `
[databases]
desk = host=127.0.0.1 port=${target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
max_client_conn = 200
default_pool_size = 20
server_login_retry = 1
query_wait_timeout = 5
ignore_startup_parameters = extra_float_digits,statement_timeout,idle_in_transaction_session_timeout
`;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
