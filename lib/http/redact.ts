import 'server-only';

const MAX_DEPTH = 8;
const MASK = '[redacted]';

/** Names of secrets, compared without case, `-` and `_`. */
const SECRET_NAMES = new Set([
  'password',
  'passwd',
  'token',
  'authtoken',
  'servicetoken',
  'serviceauthhash',
  'authhash',
  'apikey',
  'accesskey',
  'developerkey',
  'rpcredirectlink',
  'authorization',
  'cookie',
  'setcookie',
  'secret',
  'secretaccesskey',
]);

/** A copy fit for a log: secrets masked at any depth, cycles and depths cut. */
export function redact(value: unknown): unknown {
  return copy(value, 0, new WeakSet());
}

function copy(value: unknown, depth: number, seen: WeakSet<object>): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH || seen.has(value)) return '[cut]';
  seen.add(value);
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, seen));
  const entries =
    value instanceof Error
      ? [['name', value.name], ['message', value.message], ...Object.entries(value)]
      : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [
      name,
      isSecretName(String(name)) ? MASK : copy(item, depth + 1, seen),
    ]),
  );
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replace(/[-_]/g, ''));
}
