import 'server-only';
import { randomBytes } from 'node:crypto';

/** An id that can't be guessed (144 bits), with a prefix that says what it names: `bat_…`. */
export function createId(prefix: string): string {
  return `${prefix}_${randomBytes(18).toString('base64url')}`;
}
