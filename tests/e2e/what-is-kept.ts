import type { Page } from '@playwright/test';

/** Everything a browser keeps of our pages in this tab, including its history, as one text. */
export async function whatIsKept(page: Page): Promise<string> {
  const devTools = await page.context().newCDPSession(page);
  const tabHistory = await devTools.send('Page.getNavigationHistory');
  await devTools.detach();
  return JSON.stringify([
    tabHistory,
    await page.context().cookies(),
    await page.evaluate(async () => [
      { ...localStorage },
      { ...sessionStorage },
      document.documentElement.outerHTML,
      history.state,
      (window as unknown as { __next_f?: unknown }).__next_f,
      navigation.entries().map((entry) => [entry.url, entry.getState()]),
      performance.getEntries(),
    ]),
    await databasesOf(page),
    await cachesOf(page),
  ]);
}

/** What TanStack Query remembers of responses and of what was sent. */
export function whatQueriesRemember(page: Page): Promise<string> {
  return page.evaluate(() => {
    type Fiber = { memoizedProps?: { client?: Client }; child?: Fiber; sibling?: Fiber };
    type Cache = { getAll: () => { state: unknown }[] };
    type Client = { getQueryCache: () => Cache; getMutationCache: () => Cache };
    const clientIn = (fiber?: Fiber): Client | undefined =>
      fiber && (fiber.memoizedProps?.client ?? clientIn(fiber.child) ?? clientIn(fiber.sibling));
    const entries = Object.entries(document);
    const [, root] = entries.find(([name]) => name.startsWith('__reactContainer$')) ?? [];
    const client = clientIn(root as Fiber);
    if (!client) throw new Error('No client of TanStack Query was found.');
    const caches = [client.getQueryCache(), client.getMutationCache()];
    return JSON.stringify(caches.map((cache) => cache.getAll().map(({ state }) => state)));
  });
}

/** Every row of every IndexedDB database. */
export function databasesOf(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const done = <Result>(asked: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error ?? new Error('IndexedDB failed.'));
      });
    const found: unknown[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const storeName of database.objectStoreNames) {
        const store = database.transaction(storeName).objectStore(storeName);
        found.push([name, storeName, await done(store.getAllKeys()), await done(store.getAll())]);
      }
      database.close();
    }
    return found;
  });
}

/** Every response in every cache of the Cache API. */
export function cachesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(name, request.url, (await (await cache.match(request))?.text()) ?? '');
      }
    }
    return found;
  });
}

/** Puts a text wherever scripts can store one, to prove that the search finds it. */
export async function plant(page: Page, text: string): Promise<void> {
  await page.evaluate(async (planted) => {
    localStorage.setItem('planted', `${planted} in localStorage`);
    sessionStorage.setItem('planted', `${planted} in sessionStorage`);
    await (await caches.open('planted')).put('/planted', new Response(`${planted} in a cache`));
    const opening = indexedDB.open('planted', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('rows').put(`${planted} in IndexedDB`, 1);
    };
    await new Promise((resolve) => (opening.onsuccess = resolve));
    opening.result.close();
  }, text);
}

/**
 * Records the headers of each response of an origin in any tab, and the bodies of those to this
 * one: before the page gets them, since a browser discards most bodies once they are read. Scripts,
 * styles and fonts are the build's files and left out.
 */
export async function recordAnswers(page: Page, origin: string) {
  const headers: Promise<{ url: string; headers: Record<string, string> }>[] = [];
  const bodies: string[] = [];
  page.context().on('response', (response) => {
    const url = response.url();
    if (!url.startsWith(`${origin}/`)) return;
    headers.push(response.allHeaders().then((all) => ({ url, headers: all })));
  });
  const devTools = await page.context().newCDPSession(page);
  devTools.on('Fetch.requestPaused', ({ requestId, responseStatusCode = 0 }) => {
    const isRedirect = responseStatusCode >= 300 && responseStatusCode < 400;
    void (async () => {
      if (!isRedirect) {
        const asked = await devTools.send('Fetch.getResponseBody', { requestId });
        bodies.push(Buffer.from(asked.body, asked.base64Encoded ? 'base64' : 'utf8').toString());
      }
      await devTools.send('Fetch.continueRequest', { requestId });
      // What the page has aborted meanwhile arrives nowhere.
    })().catch(() => undefined);
  });
  await devTools.send('Fetch.enable', {
    patterns: (['Document', 'Fetch', 'XHR', 'Other'] as const).map((resourceType) => ({
      urlPattern: `${origin}/*`,
      resourceType,
      requestStage: 'Response' as const,
    })),
  });
  return { bodies, headers: () => Promise.all(headers) };
}
