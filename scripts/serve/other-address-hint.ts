import { networkInterfaces } from 'node:os';
import type { Env } from '../../lib/server/env';
import { isLoopback } from './loopback';

/**
 * For a server that other machines should reach while `APP_URL` still names this one: every link it
 * prints and every address check says localhost. Undefined if all is well.
 */
export function otherAddressHint(
  { hostname, port, appUrl }: Pick<Env, 'hostname' | 'port' | 'appUrl'>,
  given: string | undefined,
  addresses = ownAddresses(),
): string | undefined {
  if (given || isLoopback(hostname)) return undefined;
  const isEveryAddress = ['0.0.0.0', '::', '[::]'].includes(hostname);
  const host = isEveryAddress ? (addresses[0] ?? '<address>') : hostname;
  const example = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return `APP_URL isn’t set, so only ${appUrl} works. To open it from other machines, set APP_URL to the address people use, such as ${example}, and restart.`;
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}
