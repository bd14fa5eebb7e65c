import 'server-only';
import type { LockReason } from './open-vault';

export const lockedSentences: Record<LockReason, string> = {
  no_key: 'The key of the vault is missing: it is neither in ENCRYPTION_KEY nor in DATA_DIR.',
  wrong_key: 'The key of the vault is not the one that the stored passwords were sealed with.',
  missing_key: 'One of the keys that the stored passwords were sealed with is missing.',
};

/** Nothing can be stored, or this secret can't be opened, because its key isn't here. */
export class VaultLockedError extends Error {
  override name = 'VaultLockedError' as const;

  constructor(readonly reason: LockReason) {
    super(lockedSentences[reason]);
  }
}
