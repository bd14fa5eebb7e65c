import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { StartError } from './start-error';

/** Next's variable: if it is set, neither Next nor we read files. Children inherit our values. */
export const FILES_ARE_READ = '__NEXT_PROCESSED_ENV';

/** The files that Next would read, in order of precedence. */
const namesFor = (mode: 'production' | 'development') => [
  `.env.${mode}.local`,
  '.env.local',
  `.env.${mode}`,
  '.env',
];

export interface EnvFiles {
  names: string[];
  values: Record<string, string>;
}

/**
 * The settings in a folder's `.env` files. A file is read literally: `$` has no meaning in it.
 * @throws StartError if a file exists but can't be read
 */
export function readEnvFiles(folder: string, mode: 'production' | 'development'): EnvFiles {
  const names: string[] = [];
  let values: Record<string, string> = {};
  for (const name of namesFor(mode)) {
    const text = readIfFile(join(folder, name), name);
    if (text === null) continue;
    names.push(name);
    const parsed = parseEnv(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
    values = { ...(parsed as Record<string, string>), ...values };
  }
  return { names, values };
}

function readIfFile(path: string, name: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder with that name belongs to another program.
    if (code === 'ENOENT' || code === 'EISDIR') return null;
    throw new StartError(`${name} can’t be read (${code}): make it readable, or remove it.`);
  }
}
