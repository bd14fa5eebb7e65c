import 'server-only';
import { pool } from '@/lib/server/db/client';
import { RotationRefusedError } from './rotate';

/** Any number will do, as long as every version of this program takes the same. */
const VAULT_LOCK = 7_305_118;

/** Runs work that changes keys, in one process at a time. A killed one loses the lock with its connection. */
export async function withVaultLock<T>(work: () => Promise<T>): Promise<T> {
  const client = await pool().connect();
  try {
    const { rows } = await client.query<{ isMine: boolean }>(
      'select pg_try_advisory_lock($1) as "isMine"',
      [VAULT_LOCK],
    );
    if (!rows[0]?.isMine) {
      throw new RotationRefusedError('A rotation is under way in another process.');
    }
    return await work();
  } finally {
    // Not back to the pool: the lock ends with the connection.
    client.release(true);
  }
}
