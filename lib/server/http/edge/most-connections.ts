import 'server-only';
import { readFileSync } from 'node:fs';

const MOST = 4_096;
/** The rest is for files, the database, upstreams and what the runtime needs itself. */
const SHARE = 0.7;

/** How many connections the process may hold without running out of file descriptors. */
export function mostConnections(): number {
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(processLimits())?.[1]);
  return descriptors > 0 ? Math.min(MOST, Math.floor(descriptors * SHARE)) : MOST;
}

/** Linux alone tells them without a native module. */
function processLimits(): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ '/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
