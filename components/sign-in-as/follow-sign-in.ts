import type { QueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { fetchApi } from '@/lib/client/fetch-api';
import { expectChanges } from '@/lib/client/what-is-known';
import type { ActivityPage, AuditEvent } from '@/lib/contract/audit';
import { formatClock } from '@/lib/shared/format';

/** When the activity is asked how a sign-in in the other tab ended, counted from the press. */
const LOOKS_MS = [1_500, 3_000, 6_000, 12_000, 24_000, 40_000];
/** A user's newest events; colleagues sign in to the same ones. */
const LOOKED_AT = 50;

/**
 * After a form was posted into a new tab: tells when RemotePC issued the link, or that it didn't.
 * What the customer's session does from there on nobody here knows, and nothing is said about it.
 * @param attempt what the form was posted with: a colleague's sign-in is not ours
 */
export async function followSignIn(
  client: QueryClient,
  username: string,
  attempt: string,
): Promise<void> {
  const pressedAt = Date.now();
  expectChanges(client);
  for (const look of LOOKS_MS) {
    await new Promise((resolve) => setTimeout(resolve, pressedAt + look - Date.now()));
    const event = await ownSignIn(username, attempt).catch(() => null);
    if (!event || event.action === 'auto_login.requested') continue;
    await whenSeen();
    say(event, username);
    return expectChanges(client, 'active');
  }
}

/** The newest event of this sign-in: all of its events come from one request. */
async function ownSignIn(username: string, attempt: string): Promise<AuditEvent | null> {
  const query = new URLSearchParams({
    targetIs: username,
    action: 'auto_login.',
    limit: String(LOOKED_AT),
  });
  const { items } = await fetchApi<ActivityPage>(`/api/activity?${query}`);
  const requestId = items.find(({ details }) => details.attempt === attempt)?.requestId;
  return items.find((event) => event.requestId === requestId) ?? null;
}

function say(event: AuditEvent, username: string): void {
  const description = username;
  if (event.action === 'auto_login.opened') {
    toast.success(`Link issued at ${formatClock(event.at)}`, { description });
  } else if (event.action === 'auto_login.unconfirmed') {
    toast.info('RemotePC’s answer was lost: see the new tab', { description });
  } else {
    toast.error('No link was issued: the new tab says why', { description });
  }
}

/** The new tab lies over this one: a word that goes by itself waits until somebody is back. */
function whenSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}
