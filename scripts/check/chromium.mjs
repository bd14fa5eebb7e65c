import { spawnSync } from 'node:child_process';
import { findChromium, findHeadlessShell } from '../find-chromium.mjs';

const MOST_MS = 120_000;

/**
 * Sees to a Chromium: with Debian's packages it installs the one without windows, in which the same
 * pages take a third less time. Otherwise any Chromium will do; where there is none, it ends with
 * what to install.
 */
export function installChromium() {
  if (process.env.CHROMIUM_PATH ? findChromium() : findHeadlessShell()) return;
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isRoot && hasApt) {
    console.log('Installing Chromium (apt-get install chromium-headless-shell) …');
    if (!install('chromium-headless-shell') && !findChromium()) install('chromium');
  }
  if (findChromium()) return;
  console.error(
    'The end-to-end tests need Chromium: install it (Debian, Ubuntu: sudo apt-get install chromium), or set CHROMIUM_PATH to a Chrome or Chromium.',
  );
  process.exit(1);
}

/** @param {string} name */
function install(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return [
    ['update', '-qq'],
    ['install', '-qq', '-y', '--no-install-recommends', name],
  ].every((parameters) => {
    const options = { env, stdio: /** @type {const} */ ('ignore'), timeout: MOST_MS };
    return spawnSync('apt-get', parameters, options).status === 0;
  });
}
