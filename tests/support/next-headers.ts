import { createRequire } from 'node:module';
import type { NextRequest } from 'next/server';
import type { Handler } from '@/lib/server/http/route';

const next = createRequire(import.meta.url)('next/headers') as {
  headers: () => Promise<Headers>;
  cookies: () => Promise<NextRequest['cookies']>;
};

/**
 * next-auth asks Next for the headers and cookies of the request, and outside of a server Next has
 * none: here it gets those of the call. One call at a time.
 */
export function knownToNext(handler: Handler): Handler {
  return (request, context) => {
    next.headers = async () => request.headers;
    next.cookies = async () => request.cookies;
    return handler(request, context);
  };
}
