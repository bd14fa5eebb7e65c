/** How the vault of stored passwords stands. `locked`: nothing can be stored, nor opened without its key. */
export type VaultStatus = {
  state: 'open' | 'locked';
  /** Why it is locked, as a sentence. */
  reason?: string;
  /** The current key; null where there is none. */
  keyId: string | null;
  secrets: number;
  /** Still under an older key, or sealed by version 0.1: `npm run vault -- rotate` brings them up. */
  behind: number;
  /** Damaged or moved: to be stored again or forgotten. */
  unreadable: number;
  versions: { keyId: string; since: string; secrets: number }[];
};
