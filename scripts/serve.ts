import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDataDir } from '../lib/server/db/embedded/cluster';
import { takeLock } from '../lib/server/db/embedded/lock';
import { EmbeddedPostgresError } from '../lib/server/db/embedded/processes';
import { SettingsError, type Env } from '../lib/server/env';
import { requireGoodAdminPassword } from '../lib/server/staff/create-first-administrator';
import { builtDeploymentId, buildWhenChanged } from './serve/build';
import { securePermissions } from './serve/file-permissions';
import { isLoopback } from './serve/loopback';
import { makeKeys } from './serve/make-keys';
import { forgiveFailedLines } from './serve/log-output';
import {
  isRelease,
  startNext,
  stopNext,
  waitUntilReady,
  type NextProcess,
} from './serve/next-process';
import { otherAddressHint } from './serve/other-address-hint';
import { refuseTakenPort } from './serve/ports';
import { readSettings } from './serve/read-settings';
import { addFirstAdministrator, startDatabase } from './serve/start-database';
import { StartError } from './serve/start-error';
import { startUpstreamSandboxes } from './serve/start-upstream-sandboxes';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDevelopment = process.argv.includes('--dev');

/** One Ctrl-C may arrive several times: from the terminal, and through npm. */
const SAME_SIGNAL_WITHIN_MS = 1_000;

/** How to stop what was started, in order; it is stopped in reverse. */
const endings: (() => Promise<void>)[] = [];
const stopping = new AbortController();
let stopAskedAt = 0;
let next: NextProcess | undefined;

process.title = 'reseller-desk';
forgiveFailedLines();
const started = start();
started.catch((error: unknown) => {
  if (!stopping.signal.aborted) void end(1, error);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void onSignal());
}

async function start(): Promise<void> {
  const mode = isDevelopment ? 'development' : 'production';
  const settings = readSettings({ mode, say });
  // It compiles on request and shows source and stacks.
  if (isDevelopment && !isLoopback(settings.hostname)) {
    throw new StartError(
      `npm run dev listens on this machine only: remove HOSTNAME (${settings.hostname}), or use npm start.`,
    );
  }
  await requireGoodAdminPassword(settings.admin);
  await holdDataDir(settings);
  await refuseTakenPort(settings.hostname, settings.port);
  const isBuiltHere = !isDevelopment && !isRelease(root);
  if (isBuiltHere) await buildWhenChanged(root, say, stopping.signal);
  await makeKeys(settings);
  const database = await startDatabase(settings);
  endings.push(database.stop);
  const sandboxes = await startUpstreamSandboxes(settings, process.env.SANDBOX_CONTROL_TOKEN);
  endings.push(sandboxes.close);
  const setUpLink = await addFirstAdministrator(database.url);
  stopping.signal.throwIfAborted();
  const variables = {
    ...sandboxes.variables,
    DATA_DIR: settings.dataDir,
    DATABASE_URL: database.url,
    // Its name depends on the database, and the embedded one has another port at each start.
    AUDIT_CHECKPOINT_FILE: settings.auditCheckpointFile,
    // A release has it in its server.
    ...(isBuiltHere && { NEXT_DEPLOYMENT_ID: await builtDeploymentId(root) }),
  };
  const server = (next = startNext(root, settings, variables, isDevelopment));
  endings.push(() => stopNext(server));
  await waitUntilReady(settings, server, isDevelopment, stopping.signal);
  void server.exited.then((how) => {
    if (!stopping.signal.aborted)
      void end(1, new StartError(`The server stopped unexpectedly (${how}).`));
  });
  say(`Sandbox: ${sandboxes.places.join(', ')}`);
  say(`Ready at ${settings.appUrl}`);
  const hint = otherAddressHint(settings, process.env.APP_URL);
  if (hint) say(hint);
  if (setUpLink) {
    say('No staff yet. Set up the first administrator (the link works once, for 24 hours):');
    say(`  ${setUpLink}`);
  }
}

/** One server per data folder. */
async function holdDataDir(settings: Env): Promise<void> {
  const { dataDir, appUrl } = settings;
  try {
    await ensureDataDir(dataDir);
    await securePermissions(dataDir);
    const lock = await takeLock(join(dataDir, 'server.lock'), { url: appUrl });
    if ('release' in lock) {
      endings.push(lock.release);
      return;
    }
    const { pid, url } = lock.holder;
    throw new StartError(
      `Already running: process ${pid} serves ${dataDir} at ${url}. Stop it first, or set DATA_DIR to another folder.`,
    );
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`DATA_DIR ${dataDir} can’t be written to (${code}).`);
  }
}

async function onSignal(): Promise<void> {
  const now = Date.now();
  if (stopAskedAt === 0) {
    stopAskedAt = now;
    say('Stopping …');
    stopping.abort();
    await started.catch(() => undefined);
    await end(0);
  } else if (now - stopAskedAt > SAME_SIGNAL_WITHIN_MS) {
    next?.child.kill('SIGKILL');
  }
}

async function end(exitCode: number, error?: unknown): Promise<void> {
  stopping.abort();
  if (error !== undefined) console.error(oneLine(error));
  for (const ending of endings.reverse()) {
    await ending().catch((problem: unknown) => console.error(oneLine(problem)));
  }
  process.exit(exitCode);
}

/** Our own messages are for people; others may contain values and aren't printed. */
function oneLine(error: unknown): string {
  const isOurs =
    error instanceof StartError ||
    error instanceof SettingsError ||
    error instanceof EmbeddedPostgresError;
  if (isOurs) return error.message;
  if (!(error instanceof Error)) return 'Couldn’t start.';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const at = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `Couldn’t start: ${error.name}${code}${at ?? ''}`;
}

function say(line: string): void {
  console.log(line);
}
