import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settingsFreeEnvironment } from '@/scripts/settings-free-environment.mjs';
import { freePort } from './free-port';
import { program } from './program';

const ownRoot = fileURLToPath(new URL('../..', import.meta.url));

const READY_TIMEOUT_MS = 240_000;

/** What tests need to know about a server; plain values, so that they fit in a variable. */
export interface ServerAddress {
  url: string;
  dataDir: string;
  admin: { email: string; password: string };
  /** Origins of the sandboxes; `controlToken` gives access to their control APIs. */
  sandbox: { remotepc: string; remoteit: string; controlToken: string };
}

export interface TestServer extends ServerAddress {
  pid: number;
  /** Everything it has printed so far. */
  output: () => string;
  /** How long it took to report that it is ready. */
  readyAfterMs: number;
  /**
   * Sends the signal and waits for the exit. Returns the exit code, or the signal that ended it.
   */
  end: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals>;
  /** Stops it and removes its data folder, unless the folder was given. */
  stop: () => Promise<void>;
}

interface ServerOptions {
  /** A different copy of the project. */
  root?: string;
  /** A folder to keep: for a second start on the same data. */
  dataDir?: string;
  port?: number;
  env?: Record<string, string>;
  /** Started as `npm start` does, by `tsx`. */
  isFromSource?: boolean;
}

type SpawnOptions = Required<Omit<ServerOptions, 'root' | 'isFromSource'>> &
  Pick<ServerOptions, 'root'> & {
    /** Parameters for Node that start it differently than from its source; see `program`. */
    command?: string[] | undefined;
  };

/**
 * Starts `scripts/serve.ts` (production, built if necessary) and lets it run; `end` shows its exit.
 */
export async function spawnServer({ root = ownRoot, dataDir, port, env, command }: SpawnOptions) {
  const startedAt = Date.now();
  const fromSource = ['--import', 'tsx', '--conditions=react-server', 'scripts/serve.ts'];
  const child = spawn(process.execPath, command ?? fromSource, {
    cwd: root,
    env: { ...settingsFreeEnvironment(), DATA_DIR: dataDir, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Not ready:\n${output}`)), READY_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('Ready at ')) return;
      clearTimeout(timer);
      resolve(Date.now() - startedAt);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`Ended before it was ready:\n${output}`));
    });
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1));
  });
  // Callers that only wait for the exit don't care that it never became ready.
  ready.catch(() => undefined);
  return { child, ready, ended, output: () => output };
}

/** A production server with its own data folder, port and sandboxes. */
export async function startTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await temporaryDataDir());
  const port = options.port ?? (await freePort());
  const admin = { email: 'admin@desk.example', password: 'seven kettles drift past Oslo' };
  const controlToken = 'test-control-token';
  const env = {
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    SANDBOX_CONTROL_TOKEN: controlToken,
    LOG_LEVEL: 'warn',
    // No test asks a service on the internet.
    OUTGOING_ADDRESS_URL: 'http://127.0.0.1:9',
    ...options.env,
  };
  const { child, ready, ended, output } = await spawnServer({
    root: options.root,
    dataDir,
    port,
    env,
    // As one file; from its source, as a person starts it, each start takes seconds more.
    command: options.isFromSource || options.root ? undefined : await program('scripts/serve.ts'),
  });
  const readyAfterMs = await ready;
  const origin = (name: string) =>
    new RegExp(`${name} at (http://\\S+?)[,\\s]`).exec(output())?.[1];
  return {
    url: `http://localhost:${port}`,
    dataDir,
    admin,
    sandbox: {
      remotepc: origin('RemotePC') ?? '',
      remoteit: origin('remote\\.it') ?? '',
      controlToken,
    },
    pid: child.pid ?? 0,
    output,
    readyAfterMs,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Where PostgreSQL's own user can get to, if root runs the tests. */
export async function temporaryDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reseller-desk-server-'));
  await chmod(folder, 0o711);
  return folder;
}

const VARIABLE = 'TEST_SERVERS';

/** For global setup: makes the servers known to the processes that run the tests. */
export function publishServers(servers: readonly ServerAddress[]): void {
  process.env[VARIABLE] = JSON.stringify(
    servers.map(({ url, dataDir, admin, sandbox }) => ({ url, dataDir, admin, sandbox })),
  );
}

/** The server that the run's global setup started for this worker. */
export function testServer(): ServerAddress {
  const servers = JSON.parse(process.env[VARIABLE] ?? '[]') as ServerAddress[];
  const server = servers[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
  if (!server) throw new Error('The global set-up has started no server for this worker.');
  return server;
}

export function publishedServerUrl(): string | undefined {
  return process.env[VARIABLE] ? testServer().url : undefined;
}
