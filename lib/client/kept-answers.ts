const MOST_KEPT = 20;

/**
 * The last answers that came with an `ETag`, in this page's memory alone: the browser's cache, which
 * is on a disk, keeps nothing of ours. The page is gone after signing out, and they with it.
 */
const kept = new Map<string, { etag: string; body: string }>();

/** The `ETag` of what is kept for this path. */
export function keptEtag(path: string): string | undefined {
  return kept.get(path)?.etag;
}

/** The answer as if it had come whole: a 304 gets the body that is kept, one with an `ETag` is kept. */
export async function wholeAnswer(path: string, response: Response): Promise<Response> {
  const before = kept.get(path);
  if (response.status === 304 && before) {
    return new Response(before.body, { headers: response.headers });
  }
  const etag = response.headers.get('etag');
  if (response.status !== 200 || etag === null) return response;
  const body = await response.text();
  kept.delete(path);
  kept.set(path, { etag, body });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return new Response(body, { headers: response.headers });
}
