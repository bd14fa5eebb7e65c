import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure, misuse } from './failure.mjs';

const TOKEN = /^rd_[A-Za-z0-9_-]{43}$/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Where `desk login` keeps the address and the token. */
export function settingsFile() {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  const folder = XDG_CONFIG_HOME || APPDATA || join(homedir(), '.config');
  return join(folder, 'reseller-desk', 'cli.json');
}

/**
 * From the variables, or else from what `desk login` kept. A kept token is only ever sent to the
 * address it was kept for.
 */
export async function readSettings() {
  const { DESK_URL, DESK_TOKEN } = process.env;
  const kept = DESK_URL && DESK_TOKEN ? {} : await readKept();
  const url = checkUrl(DESK_URL || kept.url || '');
  const token = DESK_TOKEN || (url === kept.url ? kept.token : undefined);
  if (!token) throw misuse(`There’s no token for ${url}. Run desk login, or set DESK_TOKEN.`);
  return { url, token: checkToken(token) };
}

/** @param {string} text */
export function checkUrl(text) {
  if (text === '') throw misuse('No address is set. Run desk login URL, or set DESK_URL.');
  const { protocol, hostname, origin } = parse(text);
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))) return origin;
  throw misuse('The token would be sent unencrypted. Use an address that begins with https://.');
}

/** @param {string} text */
function parse(text) {
  try {
    return new URL(text);
  } catch {
    throw misuse(`${text} isn’t an address such as https://desk.example.`);
  }
}

/** @param {string} text */
export function checkToken(text) {
  if (TOKEN.test(text)) return text;
  throw misuse('This isn’t an API token: they begin with rd_. Create one under Profile.');
}

async function readKept() {
  const file = settingsFile();
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return {};
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Failure(`Others can read ${file}, which has the token. Run: chmod 600 "${file}"`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${file} is damaged. Run desk login again.`);
  }
}

/** @param {{ url: string, token: string }} settings */
export async function keepSettings(settings) {
  const file = settingsFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, file);
}

export async function forgetSettings() {
  await rm(settingsFile(), { force: true });
}
