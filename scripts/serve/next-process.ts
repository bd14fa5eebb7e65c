import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Env } from '../../lib/server/env';
import { asRecord } from './as-record';
import { writeLine } from './log-output';
import { StartError } from './start-error';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;
/** Next's own greeting; ours says the same in fewer lines. */
const GREETING = /^\s*($|▲|✓|- (Local|Network|Experiments|Environments))/;

export interface NextProcess {
  child: ChildProcess;
  exited: Promise<string>;
}

/** Ours, with the values that the start program decided on, and without what only it may have. */
export function serverEnvironment(
  own: NodeJS.ProcessEnv,
  variables: Record<string, string>,
  isDevelopment: boolean,
): NodeJS.ProcessEnv {
  // Only the start program migrates: with this role the server could change the audit log.
  const kept = Object.entries(own).filter(([name]) => name !== 'DATABASE_OWNER_URL');
  return {
    ...Object.fromEntries(kept),
    ...variables,
    NODE_ENV: isDevelopment ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    // The server finishes what is in progress before it exits; Next alone would cut it off.
    ...(!isDevelopment && { NEXT_MANUAL_SIG_HANDLE: '1' }),
  };
}

/** The server of a release, which was built elsewhere and needs no other part of Next. */
const RELEASED_SERVER = 'server.js';

export const isRelease = (root: string) => existsSync(join(root, RELEASED_SERVER));

export function startNext(
  root: string,
  { hostname, port }: Env,
  variables: Record<string, string>,
  isDevelopment: boolean,
): NextProcess {
  const place = { HOSTNAME: hostname, PORT: String(port) };
  const command = isRelease(root)
    ? [RELEASED_SERVER]
    : [
        ['node_modules/next/dist/bin/next', isDevelopment ? 'dev' : 'start'],
        ['-H', hostname, '-p', String(port)],
      ].flat();
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: serverEnvironment(process.env, { ...variables, ...place }, isDevelopment),
    // The channel tells the server when we are gone, for whatever reason.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Detached from the terminal: Ctrl-C arrives once, through us.
    detached: !isDevelopment,
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const passOn = (input: Readable, output: NodeJS.WriteStream) => {
    createInterface({ input }).on('line', (line) => {
      if (isDevelopment) writeLine(output, line);
      else if (!GREETING.test(line)) writeLine(output, asRecord(line));
    });
  };
  if (child.stdout) passOn(child.stdout, process.stdout);
  if (child.stderr) passOn(child.stderr, process.stderr);
  return { child, exited };
}

function probeUrl({ hostname, port }: Env, path: string): string {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[hostname] ?? hostname;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}${path}`;
}

/** Until the server reports that it, its database and its worker are ready. */
export async function waitUntilReady(
  settings: Env,
  next: NextProcess,
  isDevelopment: boolean,
  stopping: AbortSignal,
): Promise<void> {
  let ended: string | undefined;
  void next.exited.then((how) => (ended = how));
  // A development server compiles on the first call, which may take longer than we wait for one.
  const path = isDevelopment ? '/favicon.ico' : '/api/health/ready';
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    stopping.throwIfAborted();
    if (ended !== undefined) throw new StartError(`The server didn’t start (${ended}).`);
    const answer = await fetch(probeUrl(settings, path), {
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(READY_TIMEOUT_MS)]),
    }).catch(() => null);
    await answer?.body?.cancel();
    if (answer && (answer.ok || isDevelopment)) return;
    await wait(READY_POLL_MS);
  }
  throw new StartError('The server wasn’t ready within a minute; see the lines above.');
}

/** Longer than the server takes to finish what is in progress. */
const DRAIN_TIMEOUT_MS = 25_000;

export async function stopNext({ child, exited }: NextProcess): Promise<void> {
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), DRAIN_TIMEOUT_MS);
  await exited;
  clearTimeout(patience);
}
