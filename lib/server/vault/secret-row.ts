import 'server-only';
import type { storedPasswords } from '@/lib/server/db/schema';

/** What of a stored row it takes to open it. */
export type SecretRow = Pick<
  typeof storedPasswords.$inferSelect,
  'accountId' | 'username' | 'sealed' | 'keyId' | 'secretId' | 'quarantinedAt'
>;
