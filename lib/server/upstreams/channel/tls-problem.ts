import 'server-only';
import { upstreamNames, type UpstreamError } from './errors';

/** Node's and OpenSSL's words for a certificate that is not believed. */
const CERTIFICATE =
  /^CERT_|_CERT(_|$)|LEAF_SIGNATURE|ALTNAME|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$/;
/** And for a handshake that came to no agreement: an old version, or a port that speaks no TLS. */
const HANDSHAKE = /^ERR_SSL_|^EPROTO$/;

/**
 * What to tell people of a call that ended in the TLS handshake, before anything was sent; null of
 * any other. It is no outage: waiting does not help, somebody has to look.
 */
export function tlsProblem(error: UpstreamError): string | null {
  const { outcome, reason = '' } = error;
  const name = upstreamNames[error.upstream];
  if (outcome !== 'not_sent') return null;
  if (HANDSHAKE.test(reason)) {
    return `${name}’s address doesn’t speak TLS 1.2 or newer (${reason}), so nothing was sent. An administrator can check the address in the settings, and what stands between this server and ${name}.`;
  }
  if (CERTIFICATE.test(reason)) {
    return `${name}’s certificate could not be verified (${reason}), so nothing was sent. An administrator can check this server’s clock, the address in the settings, and what stands between this server and ${name}.`;
  }
  return null;
}
