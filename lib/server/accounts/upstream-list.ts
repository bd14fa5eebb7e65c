import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import type { ListGap } from '@/lib/contract/devices';
import { db, type Transaction } from '@/lib/server/db/client';
import { upstreamLists } from '@/lib/server/db/schema';
import { describeError, log } from '@/lib/server/log';
import { remember } from '@/lib/server/remember';
import { holdAccount } from './accounts';

/** How long a plain read waits for an expired list to be refetched before it gets the old one. */
const REFRESH_WAIT_MS = 1_500;
/**
 * After a failed fetch, plain reads get the old list at once for a moment; `refresh` still fetches.
 */
const RETRY_PAUSE_MS = 2_000;
/** More gaps wouldn't be useful, and they are stored with the list. */
const MAX_GAPS = 100;

export type ListKind = 'users' | 'devices';

export type UpstreamListView<T> = {
  items: readonly T[];
  fetchedAt: Date;
  /** The list has expired and couldn't be refetched in time. */
  isStale: boolean;
  /** What the upstream left out; missing if the list is complete. */
  gaps?: readonly ListGap[];
};

export type UpstreamListOptions<T> = {
  accountId: string;
  /** The account is stored here: once it's deleted, its list isn't saved any more. */
  isStored?: boolean;
  kind: ListKind;
  freshMs: () => number;
  /**
   * Reads the complete list from the upstream; `onGap` is called for what the upstream left out.
   */
  fetch: (onGap: (gap: ListGap) => void) => Promise<T[]>;
  /** Called with each new list from the upstream that is the newest. Its errors are logged. */
  onFetched?: (items: readonly T[], fetchedAt: Date) => Promise<void>;
};

type Known<T> = {
  items: readonly T[];
  gaps: readonly ListGap[];
  fetchedAt: Date;
  generation: number;
};
type Running<T> = { generation: number; promise: Promise<Known<T>> };

/**
 * The last known list of an upstream account: in memory, and in the database for the next start.
 * One fetch at a time serves all callers. A list is replaced as a whole, never cut or merged.
 */
export class UpstreamList<T> {
  #options: UpstreamListOptions<T>;
  #known: Known<T> | null = null;
  #loading: Promise<void> | null = null;
  #running: Running<T> | null = null;
  #saving: Promise<void> = Promise.resolve();
  /** Counts invalidations: a list fetched before the last one has expired, however young it is. */
  #generation = 0;
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(options: UpstreamListOptions<T>) {
    this.#options = options;
  }

  /** From now on it is fetched this way: the account may have another key than at the last call. */
  use(options: UpstreamListOptions<T>): this {
    this.#options = options;
    return this;
  }

  /**
   * The list: fresh if that's possible soon, otherwise the last known one, marked stale.
   * @param options.refresh waits for a new list, and falls back to the last known one
   * @param options.waitMs how long to wait for an expired list to be replaced; 0: not at all
   * @throws UpstreamError if none is known and it can't be fetched
   */
  async read(options: { refresh?: boolean; waitMs?: number } = {}): Promise<UpstreamListView<T>> {
    await this.#load();
    const known = this.#known;
    if (known === null) return view(await this.refresh(), false);
    if (!options.refresh && this.#isFresh(known)) return view(known, false);
    if (options.refresh) {
      return this.refresh().then(
        (fetched) => view(fetched, false),
        () => this.#lastKnown(known),
      );
    }
    if (this.#isPausing()) return view(known, true);
    const refreshed = this.refresh().catch(() => null);
    const soon = await soonOr(refreshed, options.waitMs ?? REFRESH_WAIT_MS);
    return soon === null ? this.#lastKnown(known) : view(soon, false);
  }

  /**
   * Fetches the list, or joins a fetch that started after the last invalidation.
   * @throws UpstreamError
   */
  async refresh(): Promise<Known<T>> {
    if (this.#running?.generation === this.#generation) return this.#running.promise;
    const running = { generation: this.#generation, promise: this.#fetch(this.#generation) };
    this.#running = running;
    try {
      return await running.promise;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** What is known without a fetch, however old; null if nothing is. */
  async peek(): Promise<UpstreamListView<T> | null> {
    await this.#load();
    return this.#known && view(this.#known, !this.#isFresh(this.#known));
  }

  /** After a write at the upstream: the next read fetches the list again. */
  invalidate(): void {
    this.#generation += 1;
    this.#failedAt = Number.NEGATIVE_INFINITY;
  }

  /** Waits until the last fetched list is in the database. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  async #fetch(generation: number): Promise<Known<T>> {
    const askedAt = new Date();
    const gaps: ListGap[] = [];
    try {
      const items = await this.#options.fetch((gap) => {
        if (gaps.length < MAX_GAPS) gaps.push(gap);
      });
      const fetched = { items, gaps, fetchedAt: new Date(), generation };
      this.#failedAt = Number.NEGATIVE_INFINITY;
      // A fetch that started earlier may end later; it must not replace newer data.
      if (this.#known === null || this.#known.generation <= generation) {
        this.#known = fetched;
        this.#save(fetched, askedAt);
      }
      return fetched;
    } catch (error) {
      this.#failedAt = performance.now();
      throw error;
    }
  }

  /** Sequential, and not awaited by the caller: a list that can't be saved is still a good list. */
  #save(fetched: Known<T>, askedAt: Date): void {
    const { accountId, isStored, kind, onFetched } = this.#options;
    const { items, fetchedAt } = fetched;
    this.#saving = this.#saving
      .then(async () => {
        // Another process may have a newer one by now.
        const isNewest = await saveUpstreamList({ accountId, isStored, kind, askedAt, ...fetched });
        if (isNewest) await onFetched?.(items, fetchedAt);
      })
      .catch((error: unknown) => {
        log().warn({ accountId, kind, error: describeError(error) }, 'list not saved');
      });
  }

  /** The list from the last start, loaded once. If it can't be read, there is none. */
  async #load(): Promise<void> {
    if (this.#known !== null) return;
    const { accountId, kind } = this.#options;
    this.#loading ??= loadUpstreamList<T>(accountId, kind)
      .then((saved) => {
        // From an earlier process: what it did after fetching isn't known, so it's never fresh.
        if (saved && this.#known === null) this.#known = { ...saved, generation: -1 };
      })
      .catch((error: unknown) => {
        this.#loading = null;
        log().warn({ accountId, kind, error: describeError(error) }, 'saved list not read');
      });
    await this.#loading;
  }

  #lastKnown(fallback: Known<T>): UpstreamListView<T> {
    const known = this.#known ?? fallback;
    return view(known, known === fallback || !this.#isFresh(known));
  }

  #isFresh(known: Known<T>): boolean {
    const ageMs = Date.now() - known.fetchedAt.getTime();
    return known.generation === this.#generation && ageMs >= 0 && ageMs < this.#options.freshMs();
  }

  #isPausing(): boolean {
    const pauseMs = Math.min(RETRY_PAUSE_MS, this.#options.freshMs());
    return performance.now() - this.#failedAt < pauseMs;
  }
}

/** A list, or what of it someone sees. */
export type SeenList<T> = Pick<
  UpstreamList<T>,
  'read' | 'refresh' | 'peek' | 'invalidate' | 'saved'
>;

/**
 * The list with only those of its items that someone may see; what the upstream left out isn't
 * anyone's, so it isn't named. The list itself stays whole.
 */
export function seenIn<T>(
  list: UpstreamList<T>,
  pick: (items: readonly T[]) => Promise<readonly T[]>,
): SeenList<T> {
  const seen = async ({ items, fetchedAt, isStale }: UpstreamListView<T>) => {
    return { items: await pick(items), fetchedAt, isStale };
  };
  return {
    read: async (options) => seen(await list.read(options)),
    refresh: async () => {
      const known = await list.refresh();
      return { ...known, items: await pick(known.items), gaps: [] };
    },
    peek: async () => {
      const known = await list.peek();
      return known && seen(known);
    },
    invalidate: () => list.invalidate(),
    saved: () => list.saved(),
  };
}

/** The list of this account, one per process. */
export function upstreamList<T>(options: UpstreamListOptions<T>): UpstreamList<T> {
  const { kind, accountId } = options;
  return remember(`upstream list ${kind} ${accountId}`, () => new UpstreamList<T>(options)).use(
    options,
  );
}

function view<T>(known: Known<T>, isStale: boolean): UpstreamListView<T> {
  const { items, fetchedAt, gaps } = known;
  return { items, fetchedAt, isStale, ...(gaps.length > 0 && { gaps }) };
}

async function soonOr<V>(promise: Promise<V>, waitMs: number): Promise<V | null> {
  const giveUp = new AbortController();
  const timer = sleep(waitMs, null, { signal: giveUp.signal }).catch(() => null);
  try {
    return await Promise.race([promise, timer]);
  } finally {
    giveUp.abort();
  }
}

type List<T> = {
  items: readonly T[];
  /** What the upstream left out. */
  gaps: readonly ListGap[];
  fetchedAt: Date;
};
type Kind = 'users' | 'devices';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/**
 * Saves a fetched list for the next start and for other processes. A list never replaces one that
 * was requested later, however late it arrives; a stored time in the future comes from a wrong
 * clock and blocks nothing.
 * @returns whether it was saved
 * @throws DeskError `account_not_found` the stored account was deleted meanwhile
 */
export async function saveUpstreamList(
  list: List<unknown> & {
    accountId: string;
    isStored?: boolean | undefined;
    kind: Kind;
    /** When the upstream was called: of two lists, the one requested later is newer. */
    askedAt: Date;
  },
): Promise<boolean> {
  const { accountId, isStored, kind, askedAt, fetchedAt, items, gaps } = list;
  const content = gaps.length > 0 ? { items, gaps } : items;
  const body = await compress(JSON.stringify(content), { level: 1 });
  const write = (executor: Pick<Transaction, 'insert'>) =>
    executor
      .insert(upstreamLists)
      .values({ accountId, kind, askedAt, fetchedAt, body })
      .onConflictDoUpdate({
        target: [upstreamLists.accountId, upstreamLists.kind],
        set: { askedAt, fetchedAt, body },
        setWhere: sql`coalesce(${upstreamLists.askedAt}, ${upstreamLists.fetchedAt}) <= excluded.asked_at
        or ${upstreamLists.askedAt} > now() + interval '1 minute'`,
      })
      .returning({ kind: upstreamLists.kind });
  const held = async (tx: Transaction) => {
    await holdAccount(tx, accountId);
    return write(tx);
  };
  const kept = await (isStored ? db().transaction(held) : write(db()));
  return kept.length > 0;
}

/** @returns null if none was saved, or if it can't be read */
export async function loadUpstreamList<T>(accountId: string, kind: Kind): Promise<List<T> | null> {
  const [row] = await db()
    .select({ fetchedAt: upstreamLists.fetchedAt, body: upstreamLists.body })
    .from(upstreamLists)
    .where(and(eq(upstreamLists.accountId, accountId), eq(upstreamLists.kind, kind)));
  if (!row) return null;
  const text = (await expand(row.body)).toString('utf8');
  const content = JSON.parse(text) as T[] | { items: T[]; gaps: ListGap[] };
  const { items, gaps } = Array.isArray(content) ? { items: content, gaps: [] } : content;
  return { fetchedAt: row.fetchedAt, items, gaps };
}
