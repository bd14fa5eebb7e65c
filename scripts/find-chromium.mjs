import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Chromium without windows: the same engine, lighter. */
const SHELL = 'chromium-headless-shell';
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The machine's Chromium: `CHROMIUM_PATH`, else the first known name on `PATH`.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : undefined;
  return find(NAMES);
}

/** @returns {string | undefined} */
export function findHeadlessShell() {
  return find([SHELL]);
}

/** @param {readonly string[]} names */
function find(names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
