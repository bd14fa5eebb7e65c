import type { PaletteEntry } from './palette-entries';

const MOST = 6;

/** Whether the entry was found on the server, not in this code. */
export function isFound({ id }: PaletteEntry): boolean {
  return /^(user|invited|sign in|customer|device|batch|member) /.test(id);
}

/** These are no places to go back to. */
const isPlace = ({ id }: PaletteEntry) => !/^(sign out|theme |keys)/.test(id);

/**
 * What a person last opened from the palette. Pages and actions are remembered in the browser's
 * storage, by id, until they sign out. Customers' names and addresses aren't stored in the browser:
 * what was found is forgotten with the tab.
 */
export class RecentEntries {
  readonly #key: string;
  /** In this tab, the last first: all that was opened. */
  #opened: PaletteEntry[] = [];

  constructor(personId: string) {
    this.#key = `recent.${personId}`;
  }

  /** The last first. @param known all pages and actions that there are for this person */
  list(known: readonly PaletteEntry[]): PaletteEntry[] {
    const byId = (id: string) => known.find((entry) => entry.id === id);
    const opened = this.#opened.flatMap((entry) =>
      isFound(entry) ? entry : (byId(entry.id) ?? []),
    );
    const before = this.#stored().flatMap((id) => byId(id) ?? []);
    return [...new Map([...opened, ...before].map((entry) => [entry.id, entry])).values()].slice(
      0,
      MOST,
    );
  }

  remember(entry: PaletteEntry): void {
    if (!isPlace(entry)) return;
    this.#opened = [entry, ...this.#opened.filter(({ id }) => id !== entry.id)].slice(0, MOST);
    if (isFound(entry)) return;
    const ids = [entry.id, ...this.#stored().filter((id) => id !== entry.id)].slice(0, MOST);
    try {
      localStorage.setItem(this.#key, JSON.stringify(ids));
    } catch {
      // Full or forbidden: then only this tab remembers it.
    }
  }

  #stored(): string[] {
    try {
      const ids: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  }
}
