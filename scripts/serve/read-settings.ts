import { hostname } from 'node:os';
import { parseSettings, type Env } from '../../lib/server/env';
import { FILES_ARE_READ, readEnvFiles } from './env-files';
import { ownSettings } from './own-settings';

type Options = {
  /** Where the `.env` files are. */
  folder?: string;
  mode?: 'production' | 'development';
  /** Called with the files that were read. */
  say: (line: string) => void;
};

/**
 * Determines the settings once, before anything starts: the environment's variables, then the
 * `.env` files of the working folder. They are written into this process's environment, which the
 * server inherits.
 * @throws SettingsError, StartError
 */
export function readSettings({ folder = process.cwd(), mode = 'production', say }: Options): Env {
  const given = ownSettings(process.env, hostname());
  const isRead = Boolean(given[FILES_ARE_READ]);
  const { names, values } = isRead ? { names: [], values: {} } : readEnvFiles(folder, mode);
  if (names.length > 0) {
    say(`Settings read from ${names.join(', ')}; environment variables take precedence.`);
  }
  if (given.HOSTNAME === undefined) delete process.env.HOSTNAME;
  Object.assign(process.env, { ...values, ...given, [FILES_ARE_READ]: 'true' });
  return parseSettings(process.env);
}
