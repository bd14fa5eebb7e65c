import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

type Process = { pid: number; parent: number; kilobytes: number };

/** Megabytes of memory used by a process and all it started, as reported by the system. */
export function memoryOf(pid: number): number {
  return familyOf(pid).reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1_024;
}

/** Of Linux. */
const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that a process and all it started have used, also those that ended. */
export function processorMsOf(pid: number): number {
  const ticks = familyOf(pid).map((one) => {
    const stat = readStat(one.pid);
    // After the name, which may contain anything: utime, stime, cutime and cstime are 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return (ticks.reduce((sum, one) => sum + one, 0) * 1_000) / TICKS_PER_SECOND;
}

/** Empty if it has just ended: its parent then has its time. */
function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

function familyOf(pid: number): Process[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const processes = lines
    .trim()
    .split('\n')
    .map((line): Process => {
      const [own = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      return { pid: own, parent, kilobytes };
    });
  const below = (parent: number): Process[] =>
    processes
      .filter((process) => process.parent === parent)
      .flatMap((child) => [child, ...below(child.pid)]);
  return [...processes.filter((process) => process.pid === pid), ...below(pid)];
}
