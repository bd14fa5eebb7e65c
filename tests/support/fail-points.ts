import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import type { PoolClient } from 'pg';
import { vi } from 'vitest';
import { pool } from '@/lib/server/db/client';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';

/** The message of the injected fault; no one may ever see it. */
export const FAULT_TEXT = 'canary-fault select secrets from tables';

/**
 * The fail points that one run of an operation passes: each connection taken from the pool, each
 * statement, each upstream call and each response to one. The fault is thrown at one of them,
 * instead of what would have happened there.
 */
type Run = { failAt: number; points: string[] };

const runs = new AsyncLocalStorage<Run>();
const underWay = new Set<Promise<unknown>>();

/**
 * Runs `work` with the fault thrown at its n-th point. Work that it leaves in the background is
 * part of it.
 * @returns the points as it passes them
 */
export function failingAt<T>(
  failAt: number,
  work: () => Promise<T>,
): { points: readonly string[]; done: Promise<T> } {
  const run: Run = { failAt, points: [] };
  return { points: run.points, done: runs.run(run, work) };
}

/** Waits until there are no more database or upstream calls. */
export async function untilQuiet(): Promise<void> {
  while (underWay.size > 0) {
    await Promise.allSettled(underWay);
    await new Promise(setImmediate);
  }
}

/** Turns all database and upstream calls of this process into points from now on. */
export function plantFailPoints(): void {
  const database = pool();
  const query = database.query.bind(database) as (...given: unknown[]) => Promise<unknown>;
  const connect = database.connect.bind(database) as (...given: unknown[]) => Promise<PoolClient>;
  Object.assign(database, {
    query: (...given: unknown[]) => passing(textOf(given[0]), () => query(...given)),
    // With a callback it is the pool itself that asks, for a statement that was already counted.
    connect: (...given: unknown[]) =>
      given.length > 0 ? connect(...given) : passing('connect', connect).then(watched),
  });
  plantAtMethods(RemotepcClient.prototype, 'remotepc', [
    'listUsers',
    'addUser',
    'createAutoLoginLink',
  ]);
  plantAtMethods(RemoteitClient.prototype, 'remoteit', [
    'listDevices',
    'openConnection',
    'closeConnection',
  ]);
}

/** The client as passed out for a transaction, with its statements as points. */
function watched(client: PoolClient): PoolClient {
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query') {
        return (...given: unknown[]) =>
          given[0] instanceof Readable
            ? passingStream(textOf(given[0]), () => query(...given))
            : passing(textOf(given[0]), () => query(...given));
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function plantAtMethods<T extends object>(
  prototype: T,
  upstream: string,
  names: (keyof T & string)[],
): void {
  for (const name of names) {
    const method = prototype[name] as (...given: unknown[]) => Promise<unknown>;
    vi.spyOn(prototype as Record<string, typeof method>, name).mockImplementation(async function (
      this: T,
      ...given
    ) {
      const answer = await passing(`${upstream}.${name}`, () => method.apply(this, given));
      return passing(`answer of ${upstream}.${name}`, async () => answer);
    });
  }
}

/** Notes a point of the run. @returns whether the fault is there */
function isHere(point: string): boolean {
  const run = runs.getStore();
  return run !== undefined && run.points.push(point) === run.failAt;
}

function passing<T>(point: string, work: () => Promise<T>): Promise<T> {
  const passed = isHere(point) ? fail() : work();
  underWay.add(passed);
  return passed.finally(() => underWay.delete(passed));
}

/** Rows that are read while they arrive: the work waits for them itself. */
function passingStream(point: string, work: () => unknown): unknown {
  return isHere(point) ? Readable.from(failing()) : work();
}

async function* failing(): AsyncGenerator<never> {
  yield await fail();
}

async function fail(): Promise<never> {
  throw new Error(FAULT_TEXT);
}

function textOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text: string }).text;
  return text.trim().replaceAll(/\s+/g, ' ');
}
