import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';

requireNode();
installPackages();

/** The usual run does less of each; each can be set in the environment. */
const size = { SOAK: '1', SOAK_KILLS: '200', SOAK_ROWS: '20000', SOAK_ROUNDS: '20' };
const tests = [
  'tests/crash',
  'tests/api/fail-points.test.ts',
  'tests/faults/{n52-truncated,n71-random-tampering,remoteit-answers}.test.ts',
  'tests/lib/server/vault/rotate.test.ts',
  'tests/lib/server/vault/nonces.test.ts',
  'tests/lib/contract/property.test.ts',
  'tests/lib/server/upstreams/remotepc/map.test.ts',
  'tests/lib/server/sign-in-as/check-auto-login-link.test.ts',
  'tests/scripts/two-installs.test.ts',
];

const child = spawn(
  process.execPath,
  [
    join('node_modules', 'vitest/vitest.mjs'),
    'run',
    '--project=server',
    '--project=apart',
    ...tests,
  ],
  { cwd: root, env: { ...size, ...process.env }, stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
