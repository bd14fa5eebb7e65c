import { execFileSync } from 'node:child_process';

type Process = { pid: number; parent: number; kilobytes: number };

/** Megabytes of memory used by a process and all it started, as reported by the system. */
export function memoryOf(pid: number): number {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const processes = lines
    .trim()
    .split('\n')
    .map((line): Process => {
      const [own = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      return { pid: own, parent, kilobytes };
    });
  const familyOf = (parent: number): number =>
    processes
      .filter((process) => process.parent === parent)
      .reduce((sum, child) => sum + child.kilobytes + familyOf(child.pid), 0);
  const own = processes.find((process) => process.pid === pid)?.kilobytes ?? 0;
  return (own + familyOf(pid)) / 1_024;
}
