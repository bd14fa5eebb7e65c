import { spawnSync } from 'node:child_process';
import { findChromium } from '../find-chromium.mjs';

/** Installs Debian's Chromium if there is none and it may; otherwise exits with what to install. */
export function installChromium() {
  if (findChromium()) return;
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isRoot && hasApt) {
    console.log('Installing Chromium (apt-get install chromium) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const parameters of [
      ['update', '-qq'],
      ['install', '-qq', '-y', '--no-install-recommends', 'chromium'],
    ]) {
      spawnSync('apt-get', parameters, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    if (findChromium()) return;
  }
  console.error(
    'The end-to-end tests need Chromium: install it (on Debian or Ubuntu: sudo apt-get install chromium), or set CHROMIUM_PATH to Chrome or Chromium.',
  );
  process.exit(1);
}
