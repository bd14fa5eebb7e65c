import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { bodyPace } from './body-pace';

export const MAX_BODY_BYTES = 1024 * 1024;
export const MAX_BATCH_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The request's whole body, at most `maxBytes` of it: counted while it arrives, so that a wrong
 * `Content-Length` or an endless body ends at the limit, and one that comes too slowly at its time.
 * What is left unread is not cancelled, which would only stop the reading and keep the connection:
 * `limitSlowClients` sees to both after the answer.
 * @throws DeskError `body_too_large`, `request_timeout`, `invalid_request`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  if (request.headers.has('content-encoding')) {
    throw new DeskError('unsupported_media_type', {
      detail: 'Send the body uncompressed.',
    });
  }
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const startedAt = performance.now();
  const reader = request.body?.getReader();
  while (reader) {
    const allowedMs = bodyPace.graceMs + (size / bodyPace.bytesPerSecond) * 1_000;
    const { done, value } = await within(startedAt + allowedMs, reader.read());
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

/** Rejects where nothing has come by `deadline`, or where the client is gone. */
async function within<T>(deadline: number, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), deadline - performance.now());
  });
  try {
    return await Promise.race([reading.catch(rejectAsCutOff), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(maxBytes: number): DeskError {
  return new DeskError('body_too_large', {
    detail: `The request is larger than ${maxBytes / 1024 / 1024} MiB. Send it in smaller parts.`,
  });
}

function tooSlow(): DeskError {
  return new DeskError('request_timeout', {
    detail:
      'The request came too slowly or never to its end. Send it again, over a better connection.',
  });
}

function rejectAsCutOff(cause: unknown): never {
  const detail = 'The request ended before it was whole. Send it again.';
  throw new DeskError('invalid_request', { detail, cause });
}

/** The content type without parameters, in lower case. */
export function contentTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
