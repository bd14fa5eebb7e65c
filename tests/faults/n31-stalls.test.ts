import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { program } from '@/tests/support/program';

const run = promisify(execFile);
const MOST_CPU_MS = 400;
const MOST_MIB = 50;

/**
 * S14: in a separate process, because memory that one body took stays with the process. Processor
 * time rather than the clock, so that a busy machine changes nothing; these took 3,000 to 9,000
 * before.
 */
it('answers the costliest bodies with 400 before doing much work (N31, N36)', async () => {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    ...(await program('tests/support/stall-process.ts')),
  ]);
  const results = JSON.parse(stdout) as Record<
    string,
    { answer: string; cpuMs: number; grownMiB: number }
  >;
  expect(Object.keys(results)).toHaveLength(9);
  for (const [name, { answer, cpuMs, grownMiB }] of Object.entries(results)) {
    expect(answer, name).toBe('invalid_request');
    expect(cpuMs, name).toBeLessThan(MOST_CPU_MS);
    expect(grownMiB, name).toBeLessThan(MOST_MIB);
  }
}, 60_000);
