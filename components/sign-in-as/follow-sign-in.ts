import type { QueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { fetchApi } from '@/lib/client/fetch-api';
import { expectChanges } from '@/lib/client/what-is-known';
import type { ActivityPage, AuditEvent } from '@/lib/contract/audit';
import { formatClock } from '@/lib/shared/format';

/** When to check the audit log for the outcome, counted from the click. */
const LOOKS_MS = [1_500, 3_000, 6_000, 12_000, 24_000, 40_000];
/** How many of the user's newest events to check: other technicians may sign in as the same user. */
const LOOKED_AT = 50;

/**
 * After a form was posted into a new tab, shows whether RemotePC issued the link. What happens in
 * the session after that is unknown, so nothing is claimed about it.
 * @param attempt the id that the form was posted with, to tell it from other people's sign-ins
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
    report(event, username);
    return expectChanges(client, 'active');
  }
}

/** The newest event of this sign-in; all its events have the same request id. */
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

function report(event: AuditEvent, username: string): void {
  const description = username;
  if (event.action === 'auto_login.opened') {
    toast.success(`Sign-in link issued at ${formatClock(event.at)}`, { description });
  } else if (event.action === 'auto_login.unconfirmed') {
    toast.info('RemotePC’s response was lost. Check the new tab', { description });
  } else {
    toast.error('No sign-in link was issued. The new tab shows why', { description });
  }
}

/** The new tab covers this one: a toast that disappears must wait until the person is back. */
function whenSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}
