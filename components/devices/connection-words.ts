import type { ApiProblem } from '@/lib/client/fetch-api';
import type { Connection } from '@/lib/contract/devices';

/** remote.it serves these through a reverse proxy, which ignores whose address was allowed. */
export function isWebService(type: string): boolean {
  return type === 'http' || type === 'https';
}

type Reach = Pick<Connection, 'serviceType' | 'allowFrom'>;

/** Whom an open connection lets in, in a few words for a list. */
export function reachOf({ serviceType, allowFrom }: Reach): string {
  if (isWebService(serviceType)) return 'Anyone with the link';
  return allowFrom === 'anyone' ? 'Anyone with the address' : 'One address only';
}

/** The same as a sentence to the person who has just opened it. */
export function reachSentence({ serviceType, allowFrom }: Reach): string {
  if (isWebService(serviceType)) {
    return 'Anyone who has this link can open it, whatever their address: remote.it limits no web service.';
  }
  return allowFrom === 'anyone'
    ? 'Anyone who has this address can reach the service, and is met by its own sign-in alone.'
    : 'Only your own public address is let in, or the first one that connects where yours isn’t known.';
}

/** What has to be known about the command of such a service before it works. */
export function hintFor(type: string): string | null {
  switch (type) {
    case 'ssh':
      return 'Put your name on the device in the place of “user”.';
    case 'rdp':
      return 'Run it on Windows, or open the .rdp file with any remote desktop client.';
    case 'vnc':
      return 'Open it with a VNC viewer.';
    case 'smb':
      return 'Connect to it as a network share.';
    case 'http':
    case 'https':
      return null;
    default:
      return 'The address that stands for the service, for a program of your own.';
  }
}

type Desktop = Pick<Connection, 'serviceType' | 'serviceName' | 'host' | 'port'>;

/** A remote desktop as a file that its clients open by a double click; null for any other service. */
export function rdpFile(connection: Desktop): { name: string; text: string } | null {
  const { serviceType, serviceName, host, port } = connection;
  if (serviceType !== 'rdp' || host === null) return null;
  const address = port === null ? host : `${host}:${port}`;
  const name = serviceName.replace(/[^\w.-]+/g, '-').slice(0, 80) || 'remote-desktop';
  // Lines end as Windows ends them; who signs in is asked each time.
  return {
    name: `${name}.rdp`,
    text: `full address:s:${address}\r\nprompt for credentials:i:1\r\n`,
  };
}

/** Codes after which the connection may have been opened all the same. */
const doubtful = new Set(['upstream_timeout', 'upstream_malformed', 'network', 'malformed']);

export type ConnectFault = { title: string; sentence: string; next: string | null };

/** A refused or lost attempt to connect, told to a person. */
export function connectFault(problem: ApiProblem): ConnectFault {
  const sentence = problem.detail;
  if (doubtful.has(problem.code)) {
    return {
      title: 'It isn’t known whether it was opened',
      sentence,
      next: 'If it was, it ends by itself after 15 minutes without use. You can try again.',
    };
  }
  return { title: 'Not connected', sentence, next: null };
}
