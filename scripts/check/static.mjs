import { join } from 'node:path';
import { runStepBeside } from './run-step.mjs';

/** @param {string} name */
const tool = (name) => join('node_modules', name);

const oxlint = [tool('oxlint/bin/oxlint'), '--import-plugin', '-A', 'all', '-D', 'import/no-cycle'];

/**
 * Format, lint, types, shape and dead code: nothing is started for them. In two lanes that take about as
 * long, one for each core.
 * @returns {Promise<import('./run-step.mjs').StepResult[]>}
 */
export async function checkStatically() {
  const lanes = await Promise.all([
    runLane([
      [
        'Lint',
        [tool('eslint/bin/eslint.js'), '--max-warnings=0', '.'],
        [...oxlint, '--tsconfig', 'tsconfig.json'],
      ],
    ]),
    runLane([
      // The native compiler: `typescript` itself is there for the tools built on it.
      [
        'Types',
        [tool('next/dist/bin/next'), 'typegen'],
        [tool('typescript-native/bin/tsc'), '--noEmit'],
      ],
      ['Shape', ['scripts/run.mjs', 'scripts/measure.ts']],
      ['Format', [tool('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
      [
        'Dead code',
        [tool('knip/bin/knip.js')],
        // Code that only tests use is dead as well.
        [tool('knip/bin/knip.js'), '--production', '--include', 'files,exports,types'],
      ],
    ]),
  ]);
  return lanes.flat();
}

/** @param {[name: string, ...commands: string[][]][]} steps one after the other */
async function runLane(steps) {
  const results = [];
  for (const [name, ...commands] of steps) results.push(await runStepBeside(name, commands));
  return results;
}
