import { gzipSync } from 'node:zlib';
import type { APIRequestContext } from '@playwright/test';

/** Bytes of JavaScript, gzip, that a page's HTML requests before anything is clicked. */
export async function firstLoadBytes(client: APIRequestContext, path: string): Promise<number> {
  const html = await (await client.get(path, { maxRedirects: 5 })).text();
  // `nomodule` scripts are for browsers that this product doesn't support; others skip them.
  const tags = (html.match(/<script\b[^>]*>/g) ?? []).filter((tag) => !/\bnomodule\b/i.test(tag));
  const sources = tags.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []);
  let bytes = 0;
  for (const source of new Set(sources)) {
    const answer = await client.get(source);
    bytes += gzipSync(await answer.body(), { level: 9 }).length;
  }
  return bytes;
}
