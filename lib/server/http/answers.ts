import 'server-only';
import { createHash } from 'node:crypto';
import { NextResponse } from 'next/server';
import { COOKIE_SECONDS, sessionCookie, sessionToken } from '@/lib/server/auth/session-token';

/** A JSON response that no cache keeps, unless `headers` says otherwise. */
export function json(
  data: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(data), {
    status: init.status ?? 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...init.headers,
    },
  });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  txt: 'text/plain; charset=utf-8',
} as const;

/** A list as a file, named after today (UTC). No cache keeps it. */
export function fileAnswer(
  body: ReadableStream | Uint8Array<ArrayBuffer>,
  name: string,
  format: keyof typeof contentTypes,
): Response {
  const day = new Date().toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      'content-type': contentTypes[format],
      'content-disposition': `attachment; filename="${name}-${day}.${format}"`,
      'cache-control': 'no-store',
    },
  });
}

/**
 * A JSON response with an `ETag` of its content, or 304 if the caller already has it. No cache may
 * keep it, or email addresses would stay on a disk: our pages keep it in memory.
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

/** Weak comparison, as RFC 9110 requires here: a compressing proxy may have marked it `W/`. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((part) => {
    const candidate = part.trim().replace(/^W\//, '');
    return candidate === '*' || candidate === etag;
  });
}

/** Only the cookie of the session that continues under this id. */
export function noContentWithSession(sessionId: string): Promise<Response> {
  return withSession(noContent(), sessionId);
}

/** Adds the cookie of the session that continues under this id. */
export async function withSession(response: Response, sessionId: string): Promise<Response> {
  const { name, options } = sessionCookie();
  const answer = new NextResponse(response.body, response);
  const maxAge = COOKIE_SECONDS;
  answer.cookies.set(name, await sessionToken(sessionId), { ...options, maxAge });
  return answer;
}

/**
 * Whether the caller prefers a page to JSON: it accepts HTML, and no JSON with a higher preference.
 */
export function prefersHtml(accept: string | null): boolean {
  const wishes = (accept ?? '').split(',').map(readWish);
  const best = (type: RegExp): number =>
    Math.max(0, ...wishes.filter((wish) => type.test(wish.type)).map((wish) => wish.quality));
  const html = best(/^text\/html$|^application\/xhtml\+xml$/);
  return html > 0 && html >= best(/^application\/(?:problem\+)?json$/);
}

function readWish(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
