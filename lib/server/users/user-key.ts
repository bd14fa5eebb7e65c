import 'server-only';
import { pathKey } from '@/lib/server/annotations/find-by-key';

/** Names a customer user in a path. */
export function userKey({ accountId, username }: { accountId: string; username: string }): string {
  return pathKey('usr', accountId, username);
}
