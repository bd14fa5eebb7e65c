import type { ApiProblem } from '@/lib/client/fetch-api';
import type { Connection } from '@/lib/contract/devices';

/** remote.it serves these through a reverse proxy, which ignores the allowed address. */
export function isWebService(type: string): boolean {
  return type === 'http' || type === 'https';
}

type Reach = Pick<Connection, 'serviceType' | 'allowFrom'>;

/** Who can use an open connection, briefly, for a list. */
export function reachOf({ serviceType, allowFrom }: Reach): string {
  if (isWebService(serviceType)) return 'Anyone with the link';
  return allowFrom === 'anyone' ? 'Anyone with the address' : 'One address only';
}

export type ReachWords = { tone: 'neutral' | 'warn'; title?: string; sentence: string };

/**
 * The same in sentences, for the person who just opened it.
 * @param ownAddress the address it was opened for; null: whichever connects first; left out if it
 *   was opened earlier, perhaps from elsewhere
 */
export function reachWords(
  { serviceType, allowFrom }: Reach,
  ownAddress?: string | null,
): ReachWords {
  if (isWebService(serviceType)) {
    const sentence =
      'Anyone with this link can open it. remote.it can’t restrict web services to one address.';
    return { tone: 'neutral', sentence };
  }
  if (allowFrom === 'anyone') {
    return {
      tone: 'warn',
      title: 'Open to the internet',
      sentence:
        'Anyone who knows or guesses the address can reach the service, protected only by its own sign-in. Disconnect as soon as you’re done.',
    };
  }
  if (ownAddress === null) {
    return {
      tone: 'warn',
      title: 'Open to the first address that connects',
      sentence:
        'This server doesn’t know your public IPv4 address, so it can’t be named. Connect right away: after that, no other address can.',
    };
  }
  const sentence =
    ownAddress === undefined
      ? 'Only one address can connect: the one it was opened for.'
      : `Only ${ownAddress} (you) can connect.`;
  return { tone: 'neutral', sentence };
}

/** What "only me" means right now. `undefined`: not known yet. */
export function onlyMeWords(ownAddress: string | null | undefined): string {
  if (ownAddress === undefined) return 'Only me';
  return ownAddress === null ? 'Only the first address that connects' : `Only ${ownAddress} (you)`;
}

/** A link that opens the connection in a program on this computer; null if none is usual. */
export function appLink({ serviceType, host, port, command, loginName }: App): string | null {
  if (host === null) return null;
  const user = loginName === null ? '' : `${loginName}@`;
  if (serviceType === 'ssh') return `ssh://${user}${host}${port === null ? '' : `:${port}`}`;
  return serviceType === 'vnc' || serviceType === 'smb' ? command : null;
}

type App = Pick<Connection, 'serviceType' | 'host' | 'port' | 'command' | 'loginName'>;

/** What to know before using a service of this type. */
export function hintFor(type: string): string | null {
  switch (type) {
    case 'rdp':
      return 'Run it on Windows, or open the .rdp file in any remote desktop client.';
    case 'vnc':
      return 'Open it in a VNC viewer.';
    case 'smb':
      return 'Connect to it as a network share.';
    case 'ssh':
    case 'http':
    case 'https':
      return null;
    default:
      return 'Use this address in your client for the service.';
  }
}

type Desktop = Pick<Connection, 'serviceType' | 'serviceName' | 'host' | 'port'>;

/** A file that opens the connection in a remote desktop client; null for other services. */
export function rdpFile(connection: Desktop): { name: string; text: string } | null {
  const { serviceType, serviceName, host, port } = connection;
  if (serviceType !== 'rdp' || host === null) return null;
  const address = port === null ? host : `${host}:${port}`;
  const name = serviceName.replace(/[^\w.-]+/g, '-').slice(0, 80) || 'remote-desktop';
  // Windows line endings; the client asks for credentials each time.
  return {
    name: `${name}.rdp`,
    text: `full address:s:${address}\r\nprompt for credentials:i:1\r\n`,
  };
}

/** Codes after which the connection may have opened, or ended, anyway. */
const unknownOutcome = new Set([
  ...['upstream_timeout', 'upstream_malformed', 'outcome_unknown', 'network', 'malformed'],
]);

export type ConnectFault = { title: string; sentence: string; next: string | null };

/** A failed attempt to connect, or one with an unknown outcome, in words. */
export function connectFault(problem: ApiProblem): ConnectFault {
  const sentence = problem.detail;
  if (unknownOutcome.has(problem.code)) {
    return {
      title: 'The connection may be open',
      sentence,
      next: 'If it is, it ends after 15 minutes of inactivity. You can try again.',
    };
  }
  return { title: 'Couldn’t connect', sentence, next: null };
}

/** The title of a failed attempt to disconnect. */
export function disconnectFault(serviceName: string, { code }: Pick<ApiProblem, 'code'>): string {
  return unknownOutcome.has(code)
    ? `Outcome unknown: ${serviceName} may be disconnected`
    : `Couldn’t disconnect ${serviceName}`;
}
