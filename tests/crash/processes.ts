import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { settingsFreeEnvironment } from '@/scripts/settings-free-environment.mjs';
import { program } from '@/tests/support/program';

export type SandboxAddress = { baseUrl: string; apiKey: string };

export type CrashServer = {
  child: ChildProcess;
  /** Of the route that it serves; 0: none. */
  port: number;
  /** Ends it with a signal. @returns its exit code, or the signal that ended it */
  end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals>;
};

export async function forkProgram(
  entry: string,
  parameters: string[],
  env: Record<string, string>,
) {
  const [condition = '', file = ''] = await program(entry);
  return fork(file, parameters, {
    execArgv: [condition],
    env: { ...settingsFreeEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The seed of random faults, or none: answers take 60 ms, or half a second. */
export type CrashWeather = number | 'calm' | 'slow';

export async function startCrashSandbox(truthPath: string, weather: CrashWeather) {
  const child = await forkProgram(
    'tests/crash/sandbox-process.ts',
    [truthPath, String(weather)],
    {},
  );
  const [address] = (await once(child, 'message')) as [SandboxAddress];
  const stop = async () => {
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  };
  return { ...address, stop };
}

/** Servers one after another: the next one is loaded while the current one runs. */
export class ServerLine {
  readonly #env: Record<string, string>;
  readonly #parameters: string[];
  readonly #started = new Set<ChildProcess>();
  #next: Promise<ChildProcess>;

  /** @param route a route to be served over HTTP; only `batches` exists */
  constructor(env: Record<string, string>, route?: 'batches') {
    this.#env = env;
    this.#parameters = route ? [route] : [];
    this.#next = this.#load();
  }

  async start(): Promise<CrashServer> {
    const child = await this.#next;
    this.#next = this.#load();
    const answered = once(child, 'message') as Promise<[{ port: number }]>;
    child.send('start');
    const [{ port }] = await answered;
    return { child, port, end: (signal) => end(child, signal) };
  }

  async close(): Promise<void> {
    await this.#next;
    for (const child of this.#started) child.kill('SIGKILL');
  }

  async #load(): Promise<ChildProcess> {
    const child = await forkProgram('tests/crash/server-process.ts', this.#parameters, this.#env);
    this.#started.add(child);
    child.once('exit', () => this.#started.delete(child));
    await once(child, 'message');
    return child;
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  child.kill(signal);
  const [code, by] = await ended;
  return code ?? by ?? -1;
}
