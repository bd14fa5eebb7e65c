import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';

requireNode();
installPackages();

/** About two minutes of kills. `npm test` has one round; CLUSTER_ROUNDS=60 takes half an hour. */
const size = { CLUSTER_ROUNDS: '5', CLUSTER_ROWS: '10000' };
const env = { ...size, ...process.env, TEST_CLUSTER: 'yes' };

const steps = [
  ['scripts/run.mjs', 'scripts/build.ts'],
  [join('node_modules', 'vitest/vitest.mjs'), 'run', '--project=cluster'],
];
for (const parameters of steps) {
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
