import 'server-only';
import { DeskError } from '@/lib/server/errors';
import type { Actor } from '@/lib/server/actor';
import { UnsealError } from '@/lib/server/vault/seal';
import {
  readStoredPassword,
  type StoredPasswordRow,
} from '@/lib/server/vault/read-stored-password';
import { vaultRefusal } from '@/lib/server/vault/vault-refusal';

/**
 * The stored password for one sign-in. One that RemotePC refused is not even opened: a person has
 * to give another.
 * @throws DeskError `password_required`, `vault_locked`
 */
export async function storedPasswordFor(
  actor: Actor,
  accountId: string,
  username: string,
): Promise<{ row: StoredPasswordRow; secret: string }> {
  const read = readStoredPassword(actor, accountId, username, refuseRefused);
  const stored = await read.catch((error: unknown) => {
    if (!(error instanceof UnsealError)) throw vaultRefusal(error);
    throw required(
      'The stored password can’t be opened any more: it is damaged. Type the password of this customer, and store it again if you like.',
    );
  });
  if (stored !== null) return stored;
  throw required('No password is stored for this customer. Type it to sign in.');
}

function refuseRefused({ refusedAt }: StoredPasswordRow): void {
  if (refusedAt === null) return;
  throw required(
    `RemotePC refused the stored password on ${refusedAt.toISOString().slice(0, 10)}, so it is not tried again. Type the customer’s present one, and store it in its place.`,
  );
}

function required(detail: string): DeskError {
  return new DeskError('password_required', { detail });
}
