export const sandboxOperations = [
  'list',
  'add',
  'invite',
  'signin',
  'login',
  'metadata',
  'connect',
  'key',
  'stop',
] as const;

/** `key` makes or changes an access key; `list` is RemotePC's user list in one sandbox and remote.it's device list in the other. */
export type SandboxOperation = (typeof sandboxOperations)[number];

/** One request that reached a documented path, in the order of arrival. */
export type SandboxCall = {
  at: Date;
  operation: SandboxOperation;
  path: string;
  method: string;
  /** The parsed JSON; the raw text if it wasn't JSON; `undefined` if there was none. */
  body: unknown;
  /** Names in lower case. Credentials are kept: tests look for them here. */
  headers: Record<string, string>;
  /**
   * Whether the request changed anything: user added, someone newly invited, link, token or proxy
   * created.
   */
  effect: boolean;
};

/** One request outside the API, as from a browser that follows a sign-in link. */
export type SandboxVisit = Pick<SandboxCall, 'path' | 'headers'>;
