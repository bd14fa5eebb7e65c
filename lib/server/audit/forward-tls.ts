import 'server-only';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { env, SettingsError } from '@/lib/server/env';
import { ForwardError } from './forward-error';

export type ForwardTls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>;

const variables = {
  ca: 'AUDIT_FORWARD_CA_FILE',
  cert: 'AUDIT_FORWARD_CERT_FILE',
  key: 'AUDIT_FORWARD_KEY_FILE',
} as const;

/** The certificates for receivers, read each time: they are renewed while the server runs. */
export function forwardTls(): ForwardTls {
  try {
    return readFiles();
  } catch {
    throw new ForwardError('files');
  }
}

/**
 * Checked at the start.
 * @throws SettingsError
 */
export function checkForwardFiles(): void {
  const { ca, cert, key } = readFiles();
  check(variables.ca, { ca });
  check(variables.cert, { cert });
  check(variables.key, { cert, key });
}

function readFiles(): ForwardTls {
  const { files } = env().forwarding;
  const read = (name: keyof typeof variables) => {
    const path = files[name];
    if (path === undefined) return undefined;
    try {
      return readFileSync(/* turbopackIgnore: true */ path, 'utf8');
    } catch {
      throw new SettingsError(`${variables[name]} names a file that can’t be read.`);
    }
  };
  return { ca: read('ca'), cert: read('cert'), key: read('key') };
}

function check(variable: string, options: ForwardTls): void {
  try {
    createSecureContext(options);
  } catch {
    throw new SettingsError(
      `${variable} names a file that isn’t in PEM, or doesn’t fit the other.`,
    );
  }
}
