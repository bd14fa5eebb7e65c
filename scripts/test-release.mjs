import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';

requireNode();
installPackages();

// It builds twice, which takes minutes: not a part of `npm test`.
const child = spawn(
  process.execPath,
  [
    join('node_modules', 'vitest/vitest.mjs'),
    'run',
    '--project=server',
    'tests/scripts/release-archive.test.ts',
  ],
  { cwd: root, env: { ...process.env, RELEASE: '1' }, stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
