import 'server-only';
import type { UpstreamList, UpstreamListView } from '@/lib/server/accounts/upstream-list';

const WAIT_FOR_NEWER_MS = 1_500;
const WAIT_FOR_FIRST_MS = 5_000;

/** What is known of an account's list, and how its last call failed, where it did. */
export type ListCheck<T> = {
  view: UpstreamListView<T> | null;
  failure: { error: unknown; failedAt: Date } | null;
};

/**
 * Looks at a list without waiting long: an expired one is fetched, and what that brought within the
 * wait counts. Never throws; a fetch under way longer than that goes on behind.
 */
export async function checkList<T>(list: UpstreamList<T>): Promise<ListCheck<T>> {
  const known = await list.peek();
  if (known && !known.isStale) return { view: known, failure: null };
  const fetched = list.refresh().then(
    () => null,
    (error: unknown) => ({ error, failedAt: new Date() }),
  );
  const failure = await within(fetched, known ? WAIT_FOR_NEWER_MS : WAIT_FOR_FIRST_MS);
  return { view: await list.peek(), failure };
}

async function within<V>(promise: Promise<V>, waitMs: number): Promise<V | null> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, waitMs, null);
  });
  return Promise.race([promise, waited]).finally(() => clearTimeout(timer));
}
