import 'server-only';
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { readKey } from '@/lib/server/env';

/** Only this is stored of a token: someone who reads the table can't use a link. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The one-time token in an email: derived from the email's id with a key that isn't in the
 * database, so that it exists only while it is sent and each attempt has the same one.
 */
export function linkToken(mailId: string): string {
  const key = Buffer.from(hkdfSync('sha256', readKey('AUTH_SECRET'), '', 'links in emails', 32));
  return createHmac('sha256', key).update(mailId).digest('base64url');
}
