import 'server-only';
import type { PolicyViolation } from '@/lib/contract/policy-violations';
import type { Actor } from '@/lib/server/actor';
import { log } from '@/lib/server/log';
import { remember } from '@/lib/server/remember';
import { parseUrl } from '@/lib/shared/parse-url';

/** A page with a fault reports it at every visit; the log needs to hold it only now and then. */
const MAX_A_MINUTE = 20;

/**
 * One log line per violation, at most 20 a minute. A browser extension can cause one, so it's a
 * reason to look, not an alarm.
 */
export function logPolicyViolation(
  { directive, blocked, page }: PolicyViolation,
  { actor, requestId }: { actor: Pick<Actor, 'id'>; requestId: string },
): void {
  const written = remember('policy violations logged', () => ({ minute: 0, count: 0 }));
  const minute = Math.floor(Date.now() / 60_000);
  if (written.minute !== minute) Object.assign(written, { minute, count: 0 });
  written.count += 1;
  if (written.count > MAX_A_MINUTE) return;
  const facts = { directive, blocked: placeOf(blocked), page: pathOf(page) };
  log().warn({ requestId, staffId: actor.id, ...facts }, 'content security policy violated');
}

/** Where it would have come from: an origin, or a word such as `inline`. */
function placeOf(blocked: string): string {
  const url = parseUrl(blocked);
  if (!url) return blocked.slice(0, 50);
  const { origin, protocol } = url;
  return origin === 'null' ? protocol : origin;
}

/** Without the query, which may hold email addresses. */
function pathOf(page: string): string {
  return parseUrl(page)?.pathname.slice(0, 200) ?? '';
}
