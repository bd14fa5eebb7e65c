import 'server-only';

/** Why a receiver didn't take events. */
export type ForwardFailure =
  'unreachable' | 'certificate' | 'slow' | 'cut' | 'refused' | 'redirected' | 'files';

export class ForwardError extends Error {
  override name = 'ForwardError' as const;

  constructor(readonly failure: ForwardFailure) {
    super(failure);
  }
}

const CERTIFICATE_CODES =
  /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL)/;
const CUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const SLOW_CODES = /TIMEOUT|ETIMEDOUT|ABORT_ERR/;

/** From what Node's sockets and undici throw. */
export function asForwardError(error: unknown): ForwardError {
  if (error instanceof ForwardError) return error;
  const code = codeOf(error);
  if (CERTIFICATE_CODES.test(code)) return new ForwardError('certificate');
  if (CUT_CODES.has(code)) return new ForwardError('cut');
  return new ForwardError(SLOW_CODES.test(code) ? 'slow' : 'unreachable');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'ETIMEDOUT';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
