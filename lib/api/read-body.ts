import 'server-only';
import { ApiError } from './api-error';

export const MAX_BODY_BYTES = 1024 * 1024;
export const MAX_BATCH_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The request's whole body, at most `maxBytes` of it: counted while it arrives, so that a wrong
 * `Content-Length` or an endless body ends at the limit.
 * @throws ApiError `body_too_large`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  if (request.headers.has('content-encoding')) {
    throw new ApiError('unsupported_media_type', {
      detail: 'Send the body uncompressed.',
    });
  }
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('body_too_large', {
    detail: `The request is larger than ${maxBytes / 1024 / 1024} MiB. Send it in smaller parts.`,
  });
}

/** The content type without parameters, in lower case. */
export function contentTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
