import 'server-only';
import { createHash } from 'node:crypto';

/**
 * A JSON answer with an `ETag` over its content, or 304 where the caller has it already. No cache
 * may keep it, or customers' addresses would stay on a disk: our pages keep it in their memory.
 */
export function jsonWithEtag(request: Request, data: unknown): Response {
  const body = JSON.stringify(data);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const headers = { etag, 'cache-control': 'no-store' };
  if (matches(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, {
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  });
}

/** Weak comparison, as RFC 9110 wants it here: a proxy that compresses may have marked it `W/`. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((part) => {
    const candidate = part.trim().replace(/^W\//, '');
    return candidate === '*' || candidate === etag;
  });
}
