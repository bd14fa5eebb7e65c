import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './install.mjs';

/**
 * Runs a TypeScript file of ours and exits as it does. `react-server` is the condition under which
 * the package `server-only` resolves to nothing.
 * @param {string} file
 * @param {string[]} parameters
 */
export function runTypeScript(file, parameters) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=react-server', file, ...parameters],
    { cwd: root, stdio: 'inherit' },
  );
  // It has its own copy; this process waits for it as long as the product runs.
  delete process.env.ADMIN_PASSWORD;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal also sends Ctrl-C to the child, which must not receive it twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1));
  });
}
