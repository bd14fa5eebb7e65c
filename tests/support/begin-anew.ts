import '@/lib/server/http/edge/caller-address';
import '@/lib/server/log';
import '@/lib/server/worker/is-running';
import { afterAll, vi } from 'vitest';
import { closeDatabase } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';

declare global {
  var environmentAtFirst: NodeJS.ProcessEnv | undefined;
}

/**
 * Files of the project `server` share a process: each starts with the environment that the first
 * one found, and with its own log, and leaves none of our functions replaced.
 */
const atFirst = (globalThis.environmentAtFirst ??= { ...process.env });
for (const name of Object.keys(process.env)) {
  if (!(name in atFirst) && !name.startsWith('VITEST')) delete process.env[name];
}
for (const [name, value] of Object.entries(atFirst)) {
  if (!name.startsWith('VITEST')) process.env[name] = value;
}
// Something of the last file may have opened it again, after its end.
await closeDatabase();
resetEnv();
globalThis.resellerDeskLog = undefined;
globalThis.resellerDeskSawForwardedFor = undefined;
globalThis.resellerDeskWorkerIsRunning = undefined;

afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
