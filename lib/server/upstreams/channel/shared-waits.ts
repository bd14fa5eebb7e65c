/**
 * What a server of the installation learned of an account's upstream and the others keep to: `asked`,
 * the upstream wants to be left alone; `down`, the breaker is open; others are an adapter's own.
 * Nothing here throws: without the database, each server goes by what it learned itself.
 */
export type SharedWaits = {
  /** The milliseconds left of the waits that other servers noted, by name. */
  left: () => Promise<ReadonlyMap<string, number>>;
  hold: (name: string, ms: number) => void;
  /** It is over for all servers. */
  end: (name: string) => void;
};

export const noSharedWaits: SharedWaits = {
  left: async () => new Map(),
  hold: () => undefined,
  end: () => undefined,
};
