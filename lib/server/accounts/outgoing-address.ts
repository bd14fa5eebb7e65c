import 'server-only';
import { isIP } from 'node:net';
import { request } from 'undici';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';

const TIMEOUT_MS = 5_000;
const MAX_LENGTH = 100;

/**
 * The public address that this server's calls come from, as the service in
 * `OUTGOING_ADDRESS_URL` sees it. Only called when a person asks.
 * @throws DeskError `unavailable`
 */
export async function lookUpOutgoingAddress(): Promise<string> {
  const { outgoingAddressUrl } = env();
  const { host } = new URL(outgoingAddressUrl);
  try {
    const { body, statusCode } = await request(outgoingAddressUrl, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const address = (await body.text()).slice(0, MAX_LENGTH).trim();
    if (statusCode === 200 && isIP(address)) return address;
  } catch {
    // Said below, like any other answer that is no address.
  }
  throw new DeskError('unavailable', {
    detail: `${host} didn’t return this server’s address. Try again, or look it up in your router or at your hosting provider. OUTGOING_ADDRESS_URL names another service.`,
    retryAfterSeconds: 5,
  });
}
